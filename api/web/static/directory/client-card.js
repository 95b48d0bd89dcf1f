// One client in a dialog: what is known, write to it, ask about it, remove it from the directory.

import { confirmed, openDialog } from "../shell/dialogs.js";
import { h } from "../shell/dom.js";
import { t } from "../language/language.js";
import { asProblem } from "../http/problem.js";
import { ask, query } from "../http/wire.js";
import { toast } from "../shell/announce.js";
import { closeItem, item, view } from "../shell/views.js";

// The client that the address names.
export async function openClient(id) {
  const close = () => view() === "directory" && item() === id && closeItem();
  try {
    const client = await ask("GET", `/clientes/${encodeURIComponent(id)}`);
    if (item() === id) await act(client, close);
  } catch (error) {
    toast(asProblem(error).words);
    close();
  }
}

// A client of a reply has no id; the directory knows it by its email.
export async function showClient(client) {
  try {
    const [known] = (await ask("GET", query("/clientes", { email: client.email }))).clientes;
    if (!known) return toast(t("client_gone"));
    await act(known);
  } catch (error) {
    toast(asProblem(error).words);
  }
}

async function act(client, close = () => {}) {
  const chosen = await dialog(client);
  if (chosen === "ask") return dispatchEvent(new CustomEvent("ask", { detail: t("ask_about", { email: client.email }) }));
  if (chosen === "delete") await remove(client);
  return close();
}

function dialog({ id, nombre, email, creado }) {
  const copy = async () => {
    const copied = await navigator.clipboard?.writeText(email).then(() => true, () => false);
    toast(t(copied ? "copied" : "not_copied"));
  };
  const facts = h(
    "dl",
    { class: "facts" },
    h("dt", { t: "name" }), h("dd", { dir: "auto" }, nombre),
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
