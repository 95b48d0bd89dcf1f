// Which session is open. Its id is remembered as `session_id`, so that a reload goes on where it was.

import { device } from "/static/shell/keep.js";
import { newKey } from "/static/http/key.js";

const NAME = "session_id";
const FORM = /^[A-Za-z0-9._:@-]{1,128}$/;

let open = valid(device.get(NAME)); // of this tab: another tab may open another one

function valid(id) {
  return id && FORM.test(id) ? id : null;
}

export const openSession = () => open;

export function chooseSession(id) {
  open = valid(id);
  if (open) device.set(NAME, open);
  else device.remove(NAME);
  dispatchEvent(new CustomEvent("session", { detail: open }));
}

// The id with which a message goes. A new one is made here and not by the server: a turn's key protects it only
// together with the session's id, also when the very first answer is lost.
export function sessionToWriteIn() {
  if (!open) {
    open = newKey();
    device.set(NAME, open);
  }
  return open;
}
