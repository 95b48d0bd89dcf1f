// Words for those who do not see the page change, and short ones that everybody sees.

import { byId, h, resting } from "../shell/dom.js";
import { t } from "../language/language.js";

const MOMENT = 600; // milliseconds

// Outside of a modal dialog everything is inert, and silent: the regions are where the user is.
export function bringRegions() {
  const place = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  place.append(byId("toast"), byId("announcer"));
}

export function announce(text) {
  const region = byId("announcer");
  region.textContent = "";
  setTimeout(() => {
    region.textContent = text; // after a pause, so that the same words are spoken again
  }, 30);
}

let hiding;

export function toast(text) {
  show(text, 5);
}

// A toast with a button, for ten seconds and as long as the button has the focus or the pointer.
export function offer(text, key, act) {
  const button = h("button", { type: "button", class: "small", t: key });
  const box = byId("toast");
  button.addEventListener("click", () => {
    if (box.contains(document.activeElement)) resting().focus();
    box.hidden = true;
    act();
  });
  show(text, 10, button);
}

const offering = () => !byId("toast").hidden && byId("toast").querySelector("button");

// What takes longer than a moment says so: to those who hear; to all where nothing else on the screen does. What can be
// taken back stays on offer meanwhile.
export async function patiently(promise, { shown = true } = {}) {
  const tell = () => (shown || offering() ? announce(t("loading")) : show(t("loading"), 60));
  const timer = setTimeout(tell, MOMENT);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    if (!shown && byId("toast").textContent === t("loading")) byId("toast").hidden = true;
  }
}

// Ctrl+Z presses the button that takes a write back, but in a field, where it takes typing back.
addEventListener("keydown", (event) => {
  const button = byId("toast").hidden ? null : byId("toast").querySelector("[data-t=undo]");
  if (!button || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  if (event.target.matches("input:not([type=checkbox]), textarea")) return;
  event.preventDefault();
  button.click();
});

function show(text, seconds, ...more) {
  const box = byId("toast");
  box.replaceChildren(text, ...more);
  box.hidden = false;
  clearTimeout(hiding);
  const hide = () => {
    if (box.matches(":hover, :focus-within")) hiding = setTimeout(hide, 1000);
    else box.hidden = true;
  };
  hiding = setTimeout(hide, seconds * 1000);
  announce([text, ...more.map((each) => each.textContent)].join(" "));
}
