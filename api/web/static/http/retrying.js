// What could not be read says so where it would stand, with a button, and is read again by itself: after growing pauses,
// and when the line is back.

import { asProblem } from "../http/problem.js";
import { offer, toast } from "../shell/announce.js";
import { h, keepingFocus } from "../shell/dom.js";

// What is wrong, and the button that tries again: where somebody has to sign in, it is how one does.
export const said = (problem, act) => {
  const again = h("button", { type: "button", class: "small", t: problem.status === 401 ? "enter" : "retry", on: { click: act } });
  return [problem.line, h("div", { class: "row" }, again)];
};

// What was not done, for a few seconds; with the button where the same may succeed a little later.
export function tellFailure(error, act, words = ({ words: own }) => own) {
  const problem = asProblem(error);
  if (problem.passing) offer(words(problem), "retry", act);
  else toast(words(problem));
}

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
      keepingFocus(this.box, () => this.box.replaceChildren(...said(problem, () => this.now())));
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
