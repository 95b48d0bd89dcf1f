// A turn that is not answered yet: what the user wrote, and in words how far it is.

import { h } from "/static/shell/dom.js";
import { replyParts } from "/static/chat/bubbles.js";
import { drop, retry } from "/static/chat/outbox.js";

// The two list items of a turn on its way, and `show`, which brings the second one up to date.
export function pendingTurn(turn, { giveBack }) {
  const asked = h(
    "li",
    { class: "message user", "data-role": "user" },
    h("span", { class: "hidden", t: "said_user" }),
    h("div", { class: "bubble" }, h("p", { class: "words" }, turn.text)),
  );
  const answer = h("li", { class: "message assistant pending" });
  const show = (now) => answer.replaceChildren(...parts(now, giveBack));
  show(turn);
  return { nodes: [asked, answer], show };
}

function parts(turn, giveBack) {
  if (turn.phase === "failed") return [failure(turn, giveBack)];
  if (turn.phase === "waiting") return [waiting(turn)];
  const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  const state = h("p", { class: "state" }, dots, h("span", { t: `phase_${turn.phase}` }));
  return [h("div", { class: "bubble" }, turn.partial ? replyParts(turn.partial) : null, state)];
}

function waiting(turn) {
  const key = turn.problem?.status === 429 ? "phase_slow" : "phase_waiting";
  const values = { n: turn.seconds };
  const cause = turn.problem?.status && turn.problem.status !== 429 ? h("p", {}, turn.problem.words) : null;
  const now = h("button", { class: "small", t: "retry_now", on: { click: () => retry(turn.session) } });
  return h("div", { class: "notice" }, h("p", { t: key, values }), cause, h("div", { class: "row" }, now));
}

function failure(turn, giveBack) {
  const over = ["session_deleted", "session_full"].includes(turn.problem.code);
  const final = over || turn.problem.status === 403; // nothing to try again
  const back = () => {
    drop(turn.session);
    giveBack(turn, { elsewhere: over });
  };
  const again = h("button", { class: "small primary", t: "retry", on: { click: () => retry(turn.session) } });
  const other = h("button", {
    class: over ? "small primary" : "small",
    t: over ? "go_on_in_new" : "edit_message",
    on: { click: back },
  });
  const words = h("p", {}, turn.problem.words);
  return h("div", { class: "notice bad", role: "alert" }, words, h("div", { class: "row" }, final ? null : again, other));
}
