// Dialogs: modal, closed by Esc, focus back where it was. The browser's <dialog> does most of it.

import { bringRegions } from "../shell/announce.js";
import { h, icon, resting } from "../shell/dom.js";

let count = 0;

// A form in a dialog. `act` gets the form's values when it is sent: what it returns closes the dialog as its result,
// unless it is undefined. Resolves with null when the user closes it.
export function openDialog({ title, values, content = [], actions = [], act = () => true, className = "" }) {
  count += 1;
  const id = `dialog-${count}`;
  const close = h("button", { type: "button", class: "plain", "t-aria-label": "close", on: { click: leave } }, icon("close"));
  const form = h(
    "form",
    { method: "dialog", novalidate: true },
    h("header", {}, h("h2", { id, t: title, values }), close),
    content,
    actions.length ? h("footer", {}, actions) : null,
  );
  const dialog = h("dialog", { class: className, "aria-labelledby": id }, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let [result, acting] = [null, false];
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (acting) return; // Enter was pressed twice
      acting = true;
      const pressed = event.submitter;
      pressed?.setAttribute("aria-busy", "true");
      try {
        const outcome = await act(Object.fromEntries(new FormData(form)), pressed?.value);
        if (outcome === undefined) return;
        result = outcome;
        dialog.close();
      } finally {
        acting = false;
        pressed?.removeAttribute("aria-busy");
      }
    });
    dialog.addEventListener("close", () => {
      bringRegions();
      dialog.remove();
      if (document.activeElement === document.body) resting().focus(); // its opener is gone
      resolve(result);
    });
    dialog.showModal();
    bringRegions();
    (dialog.querySelector("[autofocus], form input") ?? dialog.querySelector("footer button:last-child"))?.focus();
  });
}

// What a button does that closes its dialog.
export const leave = (event) => event.target.closest("dialog").close();

// Yes or no; the careful answer has the focus.
export function confirmed({ title, text, values, action, danger = true }) {
  const content = h("p", { t: text, values });
  const no = h("button", { type: "button", autofocus: true, t: "cancel", on: { click: leave } });
  const yes = h("button", { class: danger ? "danger" : "primary", t: action });
  return openDialog({ title, values, content: [content], actions: [no, yes] });
}

// One line of text, or null.
export function asked({ title, label, value, action, longest }) {
  const input = h("input", { name: "text", value, maxlength: longest, required: true, dir: "auto", autocomplete: "off" });
  return openDialog({
    title,
    content: [h("label", {}, h("span", { t: label }), input)],
    actions: [h("button", { class: "primary", t: action })],
    act: ({ text }) => text.trim() || undefined,
  });
}
