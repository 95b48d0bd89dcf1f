// A turn that is not answered yet: what the user wrote, and in words how far it is.

import { h, keepingFocus } from "../shell/dom.js";
import { say } from "../language/language.js";
import { replyParts } from "../chat/bubbles.js";
import { drop, halt, retry } from "../chat/outbox.js";

// The two list items of a turn on its way, and `show`, which brings the second one up to date.
export function pendingTurn(turn, { giveBack }) {
  const asked = h(
    "li",
    { class: "message user", "data-role": "user" },
    h("span", { class: "hidden", t: "said_user" }),
    h("div", { class: "bubble" }, h("p", { class: "words", dir: "auto" }, turn.text)),
  );
  const answer = h("li", { class: "message assistant pending" });
  let drawn = {};
  const show = (now) => {
    const looks = `${now.phase} ${now.problem?.code}`;
    if (drawn.looks !== looks) {
      drawn = { looks, ...PHASES[now.phase](now, giveBack) };
      keepingFocus(answer, () => answer.replaceChildren(drawn.node));
    }
    drawn.update?.(now); // what has the focus stays
  };
  show(turn);
  return { nodes: [asked, answer], show };
}

const PHASES = { sending: underWay, thinking: underWay, waiting, failed };

const button = (key, click, look = "") => h("button", { type: "button", class: `small ${look}`, t: key, on: { click } });

function underWay({ session, phase }) {
  const partial = h("div", { class: "partial" });
  const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  const state = h("p", { class: "state" }, dots, h("span", { t: `phase_${phase}` }));
  const row = h("div", { class: "row" }, state, button("stop", () => halt(session)));
  const update = (now) => now.partial && partial.replaceChildren(...replyParts(now.partial));
  return { node: h("div", { class: "bubble" }, partial, row), update };
}

function waiting({ session, problem }, giveBack) {
  const asked = problem?.status === 429;
  const left = h("p", { t: asked ? "phase_slow" : "phase_waiting" });
  const update = (now) => {
    left.dataset.values = JSON.stringify({ n: now.seconds });
    say(left);
  };
  const cause = problem?.status && !asked ? problem.line : null;
  const actions = [button("retry_now", () => retry(session)), edit(session, giveBack)];
  return { node: h("div", { class: "notice" }, left, cause, h("div", { class: "row" }, actions)), update };
}

function failed({ session, problem }, giveBack) {
  const over = ["session_deleted", "session_full"].includes(problem.code);
  const final = over || problem.status === 403; // nothing to try again
  const again = button("retry", () => retry(session), "primary");
  const other = edit(session, giveBack, over);
  return { node: h("div", { class: "notice bad", role: "alert" }, problem.line, h("div", { class: "row" }, final ? null : again, other)) };
}

// The text back into the composer; of a session that is over, in another one.
function edit(session, giveBack, elsewhere = false) {
  const back = () => giveBack(drop(session), { elsewhere });
  return elsewhere ? button("go_on_in_new", back, "primary") : button("edit_message", back);
}
