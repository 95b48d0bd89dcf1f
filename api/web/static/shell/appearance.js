// The switches of language and colours, and the way out for those who signed in.

import { credential } from "../http/credential.js";
import { byId } from "../shell/dom.js";
import { device } from "../shell/keep.js";
import { language, speak } from "../language/language.js";

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
  };
  addEventListener("credential", show);
  show();
  out.addEventListener("click", leave);
}
