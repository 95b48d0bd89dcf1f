// A list that is searched while one types and grows page by page; an answer that comes too late is dropped.

import { asProblem } from "/static/http/problem.js";
import { Retrying } from "/static/http/retrying.js";

const PAUSE = 180; // milliseconds without a key before the search

// `read(text, cursor)` gives { rows, next }; `draw(rows, { first })` puts them on the screen, where they stay when a later
// reading fails; `box` is where that is said.
export class PagedList {
  constructor({ read, draw, failed = () => {}, more, box }) {
    Object.assign(this, { read, draw, failed, more, text: "", next: null, run: 0 });
    this.retrying = new Retrying(box, () => this.load());
    more.addEventListener("click", () => this.grow());
  }

  search(text) {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => {
      this.text = text.trim();
      this.load();
    }, PAUSE);
  }

  load() {
    return this.fetch(null);
  }

  grow() {
    return this.fetch(this.next);
  }

  async fetch(cursor) {
    this.run += 1;
    const run = this.run;
    try {
      const page = await this.pages(cursor);
      if (run !== this.run) return;
      this.retrying.succeeded();
      this.next = page.next;
      this.draw(page.rows, { first: cursor === null, page });
      this.more.hidden = !this.next;
    } catch (error) {
      if (run !== this.run) return;
      this.retrying.failed(asProblem(error));
      this.failed();
    }
  }

  // A search may give an empty page and yet go on.
  async pages(cursor) {
    let page = await this.read(this.text, cursor);
    for (let tries = 0; !page.rows.length && page.next && tries < 20; tries += 1) {
      page = await this.read(this.text, page.next);
    }
    return page;
  }
}
