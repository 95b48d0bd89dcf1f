// The switches of language and colours; who is signed in, what they may do, and the way out.

import { credential } from "../http/credential.js";
import { ask } from "../http/wire.js";
import { byId } from "../shell/dom.js";
import { device } from "../shell/keep.js";
import { language, say, speak } from "../language/language.js";

export function startAppearance({ leave }) {
  const root = document.documentElement;
  const theme = byId("theme");
  theme.value = root.dataset.theme ?? "system";
  theme.addEventListener("change", () => {
    if (theme.value === "system") delete root.dataset.theme;
    else root.dataset.theme = theme.value;
    dispatchEvent(new CustomEvent("theme"));
    device.set("tema", theme.value);
  });
  const spoken = byId("language");
  spoken.value = language();
  spoken.addEventListener("change", () => {
    device.set("idioma", spoken.value);
    speak(spoken.value);
  });
  const out = byId("sign-out");
  const show = () => {
    out.hidden = !credential();
    tell(credential());
  };
  addEventListener("credential", show);
  show();
  out.addEventListener("click", leave);
}

// Nothing where it cannot be known: without signing in, or while the service is away.
async function tell(used) {
  const line = byId("who");
  const known = used ? await ask("GET", "/yo").catch(() => null) : null;
  if (used !== credential()) return; // another one has come meanwhile
  line.hidden = !known;
  document.body.classList.toggle("reads-only", known?.roles.join() === "read");
  if (!known) return;
  const role = ["admin", "write", "read"].find((one) => known.roles.includes(one));
  line.dataset.t = `who_${role}`;
  line.dataset.values = JSON.stringify({ name: known.titular });
  say(line);
}
