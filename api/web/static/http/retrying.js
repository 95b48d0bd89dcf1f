// What could not be read says so where it would stand, with a button, and is read again by itself: after growing pauses,
// and when the line is back.

import { h, keepingFocus } from "../shell/dom.js";

const PAUSES = [2, 4, 8, 15, 30]; // seconds; the last one from then on

export class Retrying {
  constructor(box, act) {
    Object.assign(this, { box, act, tries: 0, timer: null });
    addEventListener("online", () => this.timer && this.now());
  }

  failed(problem) {
    this.rest();
    if (this.words !== problem.words) {
      this.words = problem.words; // said once, however often it fails
      const again = h("button", { type: "button", class: "small", t: "retry", on: { click: () => this.now() } });
      this.box.replaceChildren(h("p", {}, this.words), h("div", { class: "row" }, again));
    }
    if (!problem.passing) return;
    const pause = PAUSES[Math.min(this.tries, PAUSES.length - 1)];
    this.tries += 1;
    this.timer = setTimeout(() => this.now(), Math.max(pause, problem.retryAfter) * 1000);
  }

  succeeded() {
    this.rest();
    [this.tries, this.words] = [0, null];
    keepingFocus(this.box, () => this.box.replaceChildren());
  }

  now() {
    this.rest();
    this.act();
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = null;
  }
}
