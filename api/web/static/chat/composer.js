// Where a message is written: Enter sends, Shift+Enter begins a line, what is not sent is kept, for each conversation.

import { byId } from "../shell/dom.js";
import { composing } from "../shell/keyboard.js";
import { tab } from "../shell/keep.js";
import { openSession } from "../sessions/session.js";

const DRAFTS = "borradores";
const LONGEST = 4000; // characters, as the service counts them

const box = () => byId("message");

export function startComposer(post) {
  const submit = () => {
    const text = box().value.trim();
    if (text && [...text].length <= LONGEST && post(text)) write("");
  };
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box().addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp" && !box().value) return again(event);
    if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
    event.preventDefault();
    submit();
  });
  box().addEventListener("input", fit);
  showDraft();
}

// The last message comes back, to be changed and said anew.
function again(event) {
  const edit = [...document.querySelectorAll("#messages .edit")].at(-1);
  if (!edit || composing(event)) return;
  event.preventDefault();
  edit.click();
}

export function write(text, { focus = true } = {}) {
  box().value = text;
  fit();
  if (focus) box().focus();
}

export const written = () => box().value;

export function busy(yes) {
  byId("send").disabled = yes;
  byId("composer").dataset.busy = yes;
}

// What was begun in the open conversation; one that has not begun has a draft, too.
export function showDraft() {
  write(tab.read(DRAFTS, {})[openSession() ?? ""] ?? "", { focus: false });
}

// A conversation begins: the draft is no longer that of the next one.
export function takeDraftAlong() {
  keep("", "");
  fit();
}

export const dropDraft = (session) => keep(session, "");

function keep(session, text) {
  const { [session]: _, ...others } = tab.read(DRAFTS, {});
  const drafts = text ? { ...others, [session]: text } : others;
  if (Object.keys(drafts).length) tab.set(DRAFTS, JSON.stringify(drafts));
  else tab.remove(DRAFTS);
}

function fit() {
  const length = [...box().value.trim()].length;
  box().style.height = "auto";
  box().style.height = `${Math.min(box().scrollHeight + 2, 180)}px`;
  byId("too-long").hidden = length <= LONGEST;
  box().toggleAttribute("aria-invalid", length > LONGEST);
  keep(openSession() ?? "", box().value);
}
