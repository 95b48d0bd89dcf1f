// Words for those who do not see the page change, and short ones that everybody sees.

import { byId, h } from "../shell/dom.js";

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
    if (box.contains(document.activeElement)) (document.querySelector("dialog[open] header button") ?? byId("main")).focus();
    box.hidden = true;
    act();
  });
  show(text, 10, button);
}

// Ctrl+Z presses the button that is offered, but in a field, where it takes typing back.
addEventListener("keydown", (event) => {
  const button = byId("toast").hidden ? null : byId("toast").querySelector("button");
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
