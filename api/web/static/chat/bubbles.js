// How a message looks: the user's, the assistant's with its badge and cards, and a turn on its way.

import { h, icon } from "../shell/dom.js";
import { cellsOf, copy } from "../chat/copying.js";
import { decisionOf, labelOf, piecesOf } from "../chat/reply.js";
import { showClient } from "../directory/client-card.js";

export function bubble({ role, content, timestamp, decision }) {
  const body = role === "user" ? [h("p", { class: "words", dir: "auto" }, content)] : replyParts(content);
  const made = decision ?? (role === "user" ? null : decisionOf(content));
  return h(
    "li",
    { class: `message ${role}`, "data-role": role },
    h("span", { class: "hidden", t: `said_${role}` }),
    h("div", { class: "bubble" }, body),
    h("div", { class: "meta" }, made && badge(made, content), timestamp && clock(timestamp), role === "user" ? editing(content) : copying(content)),
  );
}

// The style sheet shows it at the last message only.
function editing(text) {
  const edit = () => dispatchEvent(new CustomEvent("edit", { detail: text }));
  return tool("edit", "edit_message", edit);
}

function copying(text) {
  const cells = cellsOf(text);
  return [tool("copy", "copy_reply", () => copy(text)), cells && tool("table", "copy_table", () => copy(cells))];
}

const tool = (sign, key, click) => h("button", { class: `plain tiny ${sign}`, type: "button", "t-aria-label": key, "t-title": key, on: { click } }, icon(sign));

export function replyParts(text) {
  return piecesOf(text).map((piece) => {
    if (piece.kind === "created") return piece.lines.length > 1 ? createdList(piece) : createdCard(piece.lines[0]);
    if (piece.kind === "found") return h("ul", { class: "found" }, piece.lines.map(foundRow));
    return h("p", { class: "words", dir: "auto" }, piece.lines.join("\n"));
  });
}

function badge(decision, text) {
  return h("span", { class: `badge ${decision}`, t: `decision_${labelOf(decision, text)}` });
}

export function dayMark(timestamp) {
  return h("li", { class: "day" }, h("time", { datetime: timestamp, "data-as": "weekday" }));
}

export function clock(timestamp) {
  return h("time", { datetime: timestamp, "data-as": "clock" });
}

function createdCard({ name, email }) {
  return h(
    "div",
    { class: "created" },
    h("span", { class: "tick" }, icon("check")),
    h("div", {}, h("p", { class: "kicker", t: "client_created" }), client(name, email)),
  );
}

// Many under one heading.
function createdList({ lines }) {
  const heading = h("p", { class: "kicker", t: "clients_created", values: { n: lines.length } });
  const head = h("div", { class: "created" }, h("span", { class: "tick" }, icon("check")), heading);
  return h("div", {}, head, h("ul", { class: "found" }, lines.map(foundRow)));
}

function foundRow({ name, email, note }) {
  return h("li", {}, client(name, email), note && h("span", { class: "note", dir: "auto" }, note));
}

function client(name, email) {
  const open = () => showClient({ nombre: name, email });
  return h(
    "button",
    { class: "client", type: "button", on: { click: open } },
    h("span", { class: "name", dir: "auto" }, name),
    h("span", { class: "email" }, email),
  );
}
