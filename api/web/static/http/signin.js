// The sign-in dialog: asked for by a 401, once for all the requests that got one.

import { credential, forgetCredential, keepCredential } from "../http/credential.js";
import { openDialog } from "../shell/dialogs.js";
import { h } from "../shell/dom.js";

const REST = 1000; // milliseconds after a refusal in which other requests do not ask again

let open = null;
let declined = -REST;

// Whether there is a credential to try again with. `refused` is the one that the 401 was for, if any.
export async function askCredential(refused) {
  if (credential() !== refused) return true; // another request's dialog has brought a new one
  if (performance.now() - declined < REST) return false;
  if (refused) forgetCredential();
  open ??= dialog(refused).finally(() => {
    open = null;
  });
  return open;
}

export const asking = () => open !== null;

async function dialog(refused) {
  const given = h("input", { name: "key", type: "password", autocomplete: "current-password", required: true, spellcheck: "false", "aria-describedby": "signin-help" });
  const lasting = h("input", { name: "lasting", type: "checkbox" });
  const done = await openDialog({
    title: "sign_in",
    className: "narrow",
    content: [
      refused ? h("p", { class: "notice bad", role: "alert", t: "sign_in_refused" }) : null,
      h("p", { class: "quiet", id: "signin-help", t: "sign_in_help" }),
      h("label", {}, h("span", { t: "access_key" }), given),
      h("label", { class: "check" }, lasting, h("span", { t: "remember_here" })),
    ],
    actions: [h("button", { class: "primary", t: "enter" })],
    act: ({ key, lasting: always }) => {
      const visible = key.replace(/[^!-~]/g, ""); // what a header can carry
      if (!visible) return undefined;
      keepCredential(visible, { lasting: Boolean(always) });
      return true;
    },
  });
  if (!done) declined = performance.now();
  return Boolean(done);
}
