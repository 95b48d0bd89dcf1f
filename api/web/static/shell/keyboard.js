// Keys that work everywhere: / or Ctrl+K searches what is shown, Alt+N begins a conversation, Esc leaves a search.

import { byId } from "/static/shell/dom.js";
import { view } from "/static/shell/views.js";

export function startKeyboard({ begin }) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const typing = event.target.matches("input, textarea, select");
    const searching = event.ctrlKey || event.metaKey ? event.key.toLowerCase() === "k" : event.key === "/" && !typing && !event.altKey;
    if (searching) take(event, search);
    else if (event.altKey && event.code === "KeyN") take(event, begin);
    else if (event.key === "Escape" && event.target.matches("input[type=search]")) take(event, () => leave(event.target));
  });
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
