// The three views and the way between them. The address's fragment names the view and what is open in it, as in
// #directory/12 or #conversation/<session>/<message>; browsers send it to no server.

import { byId } from "../shell/dom.js";

const VIEWS = ["conversation", "directory", "overview"];

const part = (place, hash = location.hash) => hash.slice(1).split("/")[place];

export const view = () => VIEWS.find((name) => name === part(0)) ?? VIEWS[0];

// What is open in the view: a conversation, a client; null is none.
export const item = () => part(1) || null;

// The message of the conversation at which it is to be opened, by its place; null is its end.
export const message = () => (/^\d+$/.test(part(2)) ? Number(part(2)) : null);

let entered = () => {};
let last = null;
let visits = 0;

function enter() {
  const before = last;
  visits += 1;
  last = view();
  for (const name of VIEWS) byId(name).hidden = name !== last;
  for (const link of document.querySelectorAll("nav a")) {
    if (part(0, link.hash) === last) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.querySelector("dialog[open]")?.close(); // it belonged to where one was
  closeSide();
  const changed = before !== last;
  if (changed && before && document.activeElement === document.body) byId("main").focus();
  entered(last, { changed });
}

export function startViews(listener) {
  entered = listener;
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // the fragment is for views
    byId("main").focus();
  });
  addEventListener("hashchange", enter);
  enter();
}

// Gives a function that is true until the address leads elsewhere, or here again.
export function stay() {
  const [visit, hash] = [visits, location.hash];
  return () => visit === visits && hash === location.hash;
}

const address = (...parts) => `#${parts.filter((one) => one !== null).join("/")}`;

// False when one is there already.
export function goTo(name, id = null, at = null) {
  if (view() === name && item() === id && message() === at) return false;
  history.pushState({ inside: true }, "", address(name, id, at));
  enter();
  return true;
}

// The address of what is shown already.
export function setAddress(name, id = null) {
  history.replaceState(history.state, "", address(name, id));
}

// What was open is closed: back to where it was opened from, so that Back does not open it again.
export function closeItem() {
  if (!history.state?.inside) return setAddress(view());
  const focused = document.activeElement; // the browser drops it, as the fragment names an element
  addEventListener("hashchange", () => (focused.isConnected ? focused : byId("main")).focus(), { once: true });
  return history.back();
}

// On a narrow screen the side is a drawer.
export function startSide() {
  byId("open-side").addEventListener("click", () => setSide(true));
  byId("close-side").addEventListener("click", () => setSide(false));
  byId("veil").addEventListener("click", () => setSide(false));
  byId("side").addEventListener("keydown", (event) => event.key === "Escape" && setSide(false));
  matchMedia("(min-width: 880px)").addEventListener("change", () => setSide(false));
}

export function closeSide() {
  if (document.body.classList.contains("side-open")) setSide(false);
}

function setSide(open) {
  const wasOpen = document.body.classList.contains("side-open");
  document.body.classList.toggle("side-open", open);
  byId("open-side").setAttribute("aria-expanded", String(open));
  for (const other of [byId("main"), byId("top")]) other.inert = open;
  if (open) byId("close-side").focus();
  else if (wasOpen) byId("open-side").focus();
}
