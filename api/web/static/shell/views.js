// The three views and the way between them: the address's hash names one, and never a session.

import { byId } from "/static/shell/dom.js";

const VIEWS = ["conversation", "directory", "overview"];

export const view = () => VIEWS.find((name) => `#${name}` === location.hash) ?? VIEWS[0];

export function startViews(entered) {
  const enter = () => {
    for (const name of VIEWS) byId(name).hidden = name !== view();
    for (const link of document.querySelectorAll("nav a")) {
      if (link.hash === `#${view()}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    closeSide();
    entered(view());
  };
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address is for views
    byId("main").focus();
  });
  addEventListener("hashchange", enter);
  enter();
}

export function goTo(name) {
  if (view() === name) return;
  location.hash = name;
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
