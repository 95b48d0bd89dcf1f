// Elements made by code. Text only ever becomes text: there is no way in here for markup.

import { say } from "../language/language.js";

const SVG = "http://www.w3.org/2000/svg";

// `t` is a key of the texts for the content, `t-NAME` for the attribute NAME; `on` maps events to listeners.
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(node, { on = {}, values, ...props }, children) {
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "t" || name.startsWith("t-")) node.setAttribute(`data-${name}`, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  if (values) node.setAttribute("data-values", JSON.stringify(values));
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  say(node);
  return node;
}

// Change what is in a box; a focus that would be lost with it goes to `next`.
export function keepingFocus(box, change, next = () => box.querySelector("button")) {
  const had = box.contains(document.activeElement);
  change();
  if (had && !box.contains(document.activeElement)) (next() ?? resting()).focus();
}

// Where the focus goes when what had it is gone; behind a dialog or the drawer everything is inert.
export function resting() {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  return dialog?.querySelector("header button") ?? byId(byId("main").inert ? "session-search" : "main");
}

export const byId = (id) => document.getElementById(id);

// An outline icon: the paths are our own, 24 by 24.
export function icon(name) {
  const use = svg("path", { d: ICONS[name] });
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, use);
}

const ICONS = {
  add: "M12 5v14M5 12h14",
  chat: "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H10l-5 4v-4.2a2.5 2.5 0 0 1-1-2z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clients: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM6 15H5V4h10v2",
  down: "M12 5v14M6 13l6 6 6-6",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  save: "M12 4v11M7 11l5 5 5-5M5 20h14",
  menu: "M4 7h16M4 12h16M4 17h16",
  overview: "M5 20v-7M12 20V5M19 20v-10",
  table: "M4 5h16v14H4zM4 10h16M11 10v9",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13",
  send: "M12 19V5M6 11l6-6 6 6",
};
