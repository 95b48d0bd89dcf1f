// Keys that work everywhere: Ctrl+K opens the command palette, / searches what is shown, Alt+N begins a conversation,
// ? shows the keys, Esc leaves a search.
// None of them is taken from who types: Option+N and AltGr make letters, Ctrl+K on a Mac cuts a line.

import { byId } from "../shell/dom.js";
import { view } from "../shell/views.js";

export const MAC = /mac|iphone|ipad/i.test(navigator.platform);

// Whether an input method still has the key: its Enter accepts a word. Safari says so by the code 229 only.
export const composing = (event) => event.isComposing || event.keyCode === 229;

export function startKeyboard({ begin, palette, keys }) {
  document.addEventListener("keydown", (event) => {
    if (composing(event) || document.querySelector("dialog[open]")) return;
    if (opens(event)) take(event, palette);
    else if (typed(event, "/")) take(event, search);
    else if (typed(event, "?")) take(event, keys);
    else if (begins(event)) take(event, begin);
    else if (event.key === "Escape" && event.target.matches("input[type=search]")) take(event, () => leave(event.target));
  });
}

function opens({ key, ctrlKey, metaKey, altKey }) {
  return !altKey && (MAC ? metaKey : ctrlKey) && key.toLowerCase() === "k";
}

// A sign, outside of fields, where it is text.
function typed({ key, ctrlKey, metaKey, altKey, target }, sign) {
  return key === sign && !altKey && !ctrlKey && !metaKey && !target.matches("input, textarea, select");
}

function begins(event) {
  return event.altKey && !event.ctrlKey && !event.metaKey && !event.getModifierState("AltGraph") && event.key.toLowerCase() === "n";
}

function take(event, act) {
  event.preventDefault();
  act();
}

function search() {
  if (view() === "directory") return byId("client-search").select();
  if (getComputedStyle(byId("open-side")).display !== "none") byId("open-side").click();
  return byId("session-search").select();
}

function leave(input) {
  if (input.value) {
    input.value = "";
    input.dispatchEvent(new Event("input"));
  } else if (view() === "conversation") byId("message").focus();
}
