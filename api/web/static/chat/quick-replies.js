// Short answers to the last reply, as buttons below it.

import { byId, h, keepingFocus } from "../shell/dom.js";

// Told what the user pressed: the message that it sends.
let press = () => {};

export function whenPressed(listener) {
  press = listener;
}

let shown = "[]";

// The same ones again are left alone, and keep the focus.
export function offer(replies = []) {
  const [box, before] = [byId("quick-replies"), shown];
  shown = JSON.stringify(replies);
  if (shown === before) return;
  const buttons = replies.map(({ etiqueta, texto }) =>
    h("button", { type: "button", class: "small quick", dir: "auto", on: { click: () => press(texto) } }, etiqueta),
  );
  keepingFocus(box, () => box.replaceChildren(...buttons), () => byId("message"));
  box.hidden = !buttons.length;
}
