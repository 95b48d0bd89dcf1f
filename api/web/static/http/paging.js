// A list that is searched while one types and grows page by page, and keeps its length when it is read again; an answer
// that comes too late is dropped.

import { patiently } from "../shell/announce.js";
import { asProblem } from "../http/problem.js";
import { Retrying } from "../http/retrying.js";

const PAUSE = 180; // milliseconds without a key before the search
const [PAGE, MOST] = [25, 100]; // rows of a page

// `read(text, cursor, limit)` gives { rows, next }; `draw(rows, { first })` puts them on the screen, where they stay when a later
// reading fails; `box` is where that is said.
export class PagedList {
  constructor({ read, draw, failed = () => {}, search, more, box }) {
    Object.assign(this, { read, draw, failed, more, text: search.value.trim(), next: null, length: 0, run: 0 });
    search.addEventListener("input", () => this.search(search.value));
    this.retrying = new Retrying(box, () => this.load());
    more.addEventListener("click", () => this.grow());
  }

  search(text) {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => {
      this.text = text.trim();
      this.restart();
    }, PAUSE);
  }

  // From the first page on, however long the list was.
  restart() {
    this.length = 0;
    return this.load();
  }

  load() {
    return this.fetch(null, this.length);
  }

  grow() {
    return this.fetch(this.next);
  }

  // Whether its rows are on the screen.
  async fetch(cursor, length = 0) {
    this.run += 1;
    const run = this.run;
    try {
      const pages = this.pages(cursor, length);
      const page = await (this.length ? pages : patiently(pages));
      if (run !== this.run) return false;
      this.retrying.succeeded();
      this.next = page.next;
      this.length = page.rows.length + (cursor === null ? 0 : this.length);
      this.draw(page.rows, { first: cursor === null, page });
      this.more.hidden = !this.next;
      return true;
    } catch (error) {
      if (run !== this.run) return false;
      this.retrying.failed(asProblem(error));
      this.failed();
    }
    return false;
  }

  // One page, or as many as there were. A search may give an empty page and yet go on.
  async pages(cursor, length) {
    const rows = [];
    const whole = Math.max(1, Math.ceil(length / PAGE)) * PAGE;
    const read = (from) => this.read(this.text, from, Math.max(1, Math.min(MOST, whole - rows.length)));
    let page = await read(cursor);
    rows.push(...page.rows);
    for (let tries = 0; page.next && (!rows.length || rows.length < length) && tries < 20; tries += 1) {
      page = await read(page.next);
      rows.push(...page.rows);
    }
    return { ...page, rows };
  }
}
