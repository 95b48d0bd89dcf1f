// Words for those who do not see the page change, and short ones that everybody sees.

import { byId } from "../shell/dom.js";

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
  const box = byId("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    box.hidden = true;
  }, 5000);
  announce(text);
}
