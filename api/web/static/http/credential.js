// The access key or token: kept for this tab, or on the device when the user says so.

import { device, tab } from "/static/shell/keep.js";

const NAME = "credencial";

export const credential = () => tab.get(NAME) || device.get(NAME);

export function keepCredential(value, { lasting }) {
  (lasting ? device : tab).set(NAME, value);
  dispatchEvent(new CustomEvent("credential"));
}

export function forgetCredential() {
  device.remove(NAME);
  tab.remove(NAME);
  dispatchEvent(new CustomEvent("credential"));
}
