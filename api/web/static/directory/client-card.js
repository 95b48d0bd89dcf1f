// One client in a dialog: what is known, write to it, ask about it, remove it from the directory.

import { confirmed, openDialog } from "/static/shell/dialogs.js";
import { h } from "/static/shell/dom.js";
import { t } from "/static/language/language.js";
import { asProblem } from "/static/http/problem.js";
import { ask, query } from "/static/http/wire.js";
import { toast } from "/static/shell/announce.js";

// A client of a reply has no id; the directory knows it by its email.
export async function showClient(client) {
  try {
    const known = client.id ? client : (await ask("GET", query("/clientes", { email: client.email }))).clientes[0];
    if (!known) return toast(t("client_gone"));
    const chosen = await dialog(known);
    if (chosen === "ask") dispatchEvent(new CustomEvent("ask", { detail: t("ask_about", { email: known.email }) }));
    if (chosen === "delete") await remove(known);
  } catch (error) {
    toast(asProblem(error).words);
  }
}

function dialog({ id, nombre, email, creado }) {
  const copy = async () => {
    const copied = await navigator.clipboard?.writeText(email).then(() => true, () => false);
    toast(t(copied ? "copied" : "not_copied"));
  };
  const facts = h(
    "dl",
    { class: "facts" },
    h("dt", { t: "name" }), h("dd", {}, nombre),
    h("dt", { t: "email" }), h("dd", {}, h("a", { href: `mailto:${encodeURIComponent(email).replace("%40", "@")}` }, email)),
    h("dt", { t: "since" }), h("dd", {}, h("time", { datetime: creado, "data-as": "day" })),
    h("dt", { t: "number" }), h("dd", {}, String(id)),
  );
  return openDialog({
    title: "client_title",
    className: "narrow",
    content: [facts],
    actions: [
      h("button", { value: "delete", class: "quiet-danger", t: "delete_client" }),
      h("button", { type: "button", t: "copy_email", on: { click: copy } }),
      h("button", { value: "ask", class: "primary", t: "ask_client" }),
    ],
    act: (_, pressed) => pressed,
  });
}

async function remove({ id, nombre }) {
  const values = { name: nombre };
  if (!(await confirmed({ title: "delete_client_title", text: "delete_client_text", values, action: "delete_client" }))) return;
  await ask("DELETE", `/clientes/${id}`);
  toast(t("client_deleted", values));
  dispatchEvent(new CustomEvent("clients-changed"));
}
