// Words for those who do not see the page change, and short ones that everybody sees.

import { byId } from "../shell/dom.js";

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
