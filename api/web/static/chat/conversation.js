// The open session on the screen: its messages by place, the turn on its way, older pages on scrolling up.

import { patiently } from "../shell/announce.js";
import { byId, keepingFocus } from "../shell/dom.js";
import { bubble, dayMark } from "../chat/bubbles.js";
import { atBottom, follow, keepPlace, keepView, toBottom, toTop } from "../chat/scrolling.js";
import { pendingTurn } from "../chat/pending.js";
import { offer } from "../chat/quick-replies.js";
import { asProblem } from "../http/problem.js";
import { Retrying } from "../http/retrying.js";
import { openSession } from "../sessions/session.js";
import { MOST, readPage } from "../chat/transcript.js";
import { turnOf } from "../chat/outbox.js";

const list = () => byId("messages");
let shown = { first: 0, total: 0 }; // places of the messages on the screen: first <= place < total
let fresh = []; // items of turns answered here that no page of the transcript has confirmed yet
let pending = null;
let unsure = false; // whether the turn on its way may stand in the transcript already
let reading = Promise.resolve();
let drawing = null;
let giveBack = () => {};
const retrying = new Retrying(byId("conversation-problem"), () => sync());

export function whenGivenBack(listener) {
  giveBack = listener;
}

// Show a session from its newest page; null is a conversation that has not begun.
export async function showSession(session) {
  shown = { first: 0, total: 0 };
  [fresh, pending, unsure] = [[], null, false];
  list().replaceChildren();
  offer();
  retrying.succeeded();
  state(session ? "loading" : "empty");
  if (session) await sync();
  if (session === openSession() && session && turnOf(session)) showTurn(turnOf(session));
}

// Bring the screen up to date with the transcript, whoever wrote in it; one reading after the other.
export function sync() {
  reading = reading.then(refresh);
  return reading;
}

async function refresh() {
  const session = openSession();
  if (!session || (shown.total && underWay(session))) return;
  let page;
  try {
    page = await (shown.total ? readPage(session) : patiently(readPage(session)));
  } catch (error) {
    if (session !== openSession()) return;
    if (!list().childElementCount) state("failed");
    retrying.failed(asProblem(error));
    return;
  }
  if (session !== openSession() || (shown.total && underWay(session))) return;
  retrying.succeeded();
  if (unsure || page.first > shown.total || page.total < shown.total) reset(page);
  else append(page.messages.slice(shown.total - page.first), page.total);
  unsure = Boolean(turnOf(session)); // its messages may be in this page already
  if (!pending) offer(page.messages.at(-1)?.acciones);
  state(list().childElementCount ? "shown" : "empty");
}

function underWay(session) {
  const turn = turnOf(session);
  return turn && turn.phase !== "failed";
}

export async function older(limit) {
  const session = openSession();
  if (!session || shown.first === 0) return;
  const page = await readPage(session, shown.first, limit);
  if (session !== openSession() || page.first >= shown.first) return;
  shown.first = page.first;
  const nodes = items(page.messages);
  const mark = list().firstElementChild;
  keepView(() => {
    if (mark?.dataset.day === nodes.at(-1).dataset.day) mark.remove();
    list().prepend(...nodes);
  });
}

// Bring the message at a place into view, however long ago it was said.
export async function showMessage(place) {
  const session = openSession();
  await sync();
  for (let first = null; shown.first > place && shown.first !== first; ) {
    first = shown.first;
    await older(Math.min(MOST, first - place));
    if (session !== openSession()) return;
  }
  const found = list().querySelectorAll(".message")[place - shown.first];
  if (!found) return;
  for (const before of list().querySelectorAll(".hit")) before.classList.remove("hit");
  found.classList.add("hit");
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
  found.scrollIntoView({ block: "center" });
}

export const hasOlder = () => shown.first > 0;

// A turn of the open session has news; `done` brings its answer.
export function showTurn(turn) {
  if (turn.session !== openSession()) return;
  if (turn.phase === "done") finish(turn);
  else if (pending?.key !== turn.key) begin(turn);
  else drawing ??= requestAnimationFrame(() => draw(turn)); // an answer's many pieces come at once
  state("shown");
}

function draw(turn) {
  drawing = null;
  if (pending?.key !== turn.key) return;
  const stay = atBottom();
  pending.show(turn);
  if (stay) follow(pending.nodes[1]);
}

function begin(turn) {
  clearPending();
  pending = { key: turn.key, ...pendingTurn(turn, { giveBack: takeBack }) };
  offer();
  list().append(...pending.nodes);
  toBottom();
}

function finish(turn) {
  const stay = atBottom();
  const at = new Date().toISOString();
  const { respuesta: content, decision, acciones } = turn.answer;
  const pair = [
    bubble({ role: "user", content: turn.text, timestamp: at }),
    bubble({ role: "assistant", content, decision, timestamp: at }),
  ];
  keepPlace(() => {
    clearPending();
    fresh.push({ texts: [turn.text, content], nodes: pair });
    list().append(...pair);
    offer(acciones);
  });
  if (stay) follow(pair[1]);
}

function takeBack(turn, how) {
  clearPending();
  giveBack(turn, how);
}

function clearPending() {
  const nodes = pending?.nodes ?? [];
  pending = null;
  const remove = () => nodes.forEach((node) => node.remove());
  keepingFocus(list(), remove, () => byId("message"));
}

function reset(page) {
  const change = () => list().replaceChildren(...items(page.messages, { left: takeFresh() }), ...(pending?.nodes ?? []));
  keepingFocus(list(), change, () => byId("message"));
  shown = { first: page.first, total: page.total };
  toBottom();
}

// What was answered here and is now confirmed by a page: each text with its item.
function takeFresh() {
  const left = fresh.flatMap(({ texts, nodes }) => nodes.map((node, place) => ({ text: texts[place], node })));
  fresh = [];
  return left;
}

// Messages that are new in the transcript; those that were answered here are on the screen already.
function append(messages, total) {
  const stay = atBottom() || !(shown.total || fresh.length);
  if (!shown.total) shown.first = total - messages.length;
  shown.total = total;
  if (!messages.length) return;
  const left = takeFresh();
  const day = [...list().querySelectorAll("[data-day]")].at(-1)?.dataset.day;
  let before = pending?.nodes[0] ?? null;
  for (const node of items(messages, { day, left }).reverse()) {
    if (node.parentNode !== list() || node.nextSibling !== before) list().insertBefore(node, before);
    before = node;
  }
  for (const { node } of left) node.remove();
  if (stay) toBottom();
}

// The items of some messages with a mark where a day begins. A message that was answered here keeps the item that
// it has on the screen (`left`): it knows the decision.
function items(messages, { day = null, left = [] } = {}) {
  const drawn = messages.map(() => null);
  for (let at = messages.length - 1; at >= 0; at--) {
    const { content, role } = messages[at];
    const place = left.findLastIndex(({ text, node }) => text === content && node.dataset.role === role);
    if (place >= 0) drawn[at] = left.splice(place, 1)[0].node; // the newest of the same text
  }
  return messages.flatMap((message, at) => {
    const node = drawn[at] ?? bubble(message);
    const today = new Date(message.timestamp).toDateString();
    const mark = today === day ? null : dayMark(message.timestamp);
    for (const one of [mark, node]) if (one) one.dataset.day = today;
    day = today;
    return mark ? [mark, node] : [node];
  });
}

export const isEmpty = () => byId("conversation").dataset.state === "empty";

function state(name) {
  byId("conversation").dataset.state = name;
  if (name === "empty") toTop();
}
