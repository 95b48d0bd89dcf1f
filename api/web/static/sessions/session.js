// Which session is open. Its id is in the address, and remembered as `session_id`: by the tab, so that a reload goes on
// where it was, and by the device for the next tab.

import { device, tab } from "../shell/keep.js";
import { item, setAddress, view } from "../shell/views.js";
import { newKey } from "../http/key.js";

const NAME = "session_id";
const FORM = /^[A-Za-z0-9._:@-]{1,128}$/;

let open = location.hash && view() === "conversation" ? valid(item()) : valid(tab.get(NAME) ?? device.get(NAME));

function valid(id) {
  return id && FORM.test(id) ? id : null;
}

export const openSession = () => open;

export function rememberSession() {
  for (const shelf of [tab, device]) {
    if (open) shelf.set(NAME, open);
    else shelf.remove(NAME);
  }
  document.querySelector("nav a").hash = open ? `conversation/${open}` : "conversation";
  if (view() === "conversation" && item() !== open) setAddress("conversation", open);
}

export function chooseSession(id) {
  open = valid(id);
  rememberSession();
  dispatchEvent(new CustomEvent("session", { detail: open }));
}

// The id with which a message goes. A new one is made here and not by the server: a turn's key protects it only
// together with the session's id, also when the very first answer is lost.
export function sessionToWriteIn() {
  if (!open) {
    open = newKey();
    rememberSession();
  }
  return open;
}
