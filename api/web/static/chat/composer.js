// Where a message is written: Enter sends, Shift+Enter begins a line, what is not sent is kept.

import { byId } from "/static/shell/dom.js";
import { composing } from "/static/shell/keyboard.js";
import { tab } from "/static/shell/keep.js";

const DRAFT = "borrador";
export const LONGEST = 4000; // characters, as the service counts them

const box = () => byId("message");

export function startComposer(post) {
  box().value = tab.get(DRAFT) || "";
  const submit = () => {
    const text = box().value.trim();
    if (text && [...text].length <= LONGEST && post(text)) write("");
  };
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
    event.preventDefault();
    submit();
  });
  box().addEventListener("input", fit);
  fit();
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

function fit() {
  const length = [...box().value.trim()].length;
  box().style.height = "auto";
  box().style.height = `${Math.min(box().scrollHeight + 2, 180)}px`;
  byId("too-long").hidden = length <= LONGEST;
  box().toggleAttribute("aria-invalid", length > LONGEST);
  if (box().value) tab.set(DRAFT, box().value);
  else tab.remove(DRAFT);
}
