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
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM6 15H5V4h10v2",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  save: "M12 4v11M7 11l5 5 5-5M5 20h14",
  table: "M4 5h16v14H4zM4 10h16M11 10v9",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13",
};
