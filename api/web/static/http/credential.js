// The access key or token: kept for this tab, or on the device when the user says so.

import { device, tab } from "../shell/keep.js";

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

// Whose credential it is, without its secret: a token's issuer and subject, a key's public id; "" is nobody. What a
// token says is not verified here, and need not be: the service refuses a forged one.
export function holder() {
  const text = credential() || "";
  const [, claims] = text.split(".");
  try {
    const { iss, sub } = JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/")));
    return JSON.stringify([iss, sub]);
  } catch {
    return text.split("_", 2).join("_");
  }
}
