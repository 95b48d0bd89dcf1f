// The form for a new client; nothing typed is lost when it is refused, and what looks like a duplicate is pointed out.

import { clientFields, isIncomplete, refuse } from "../directory/fields.js";
import { mergeDialog } from "../directory/merging.js";
import { changed, done, readClient } from "../directory/writes.js";
import { openDialog } from "../shell/dialogs.js";
import { h } from "../shell/dom.js";
import { t } from "../language/language.js";
import { asProblem } from "../http/problem.js";
import { send } from "../http/wire.js";

export async function newClient() {
  const fields = clientFields();
  const other = h("p", { class: "notice bad", role: "alert", hidden: true });
  const made = await openDialog({
    title: "new_client",
    className: "narrow",
    content: [other, ...Object.values(fields).map(({ node }) => node)],
    actions: [h("button", { class: "primary", t: "create_client" })],
    act: (values) => create(values, fields, other),
  });
  if (made?.like.length && made.may.includes("DELETE")) await mergeDialog([...made.like, made.client]);
}

async function create({ nombre, email }, fields, other) {
  other.hidden = true;
  if (isIncomplete(fields)) return undefined;
  try {
    const response = await send("POST", "/clientes", { body: { nombre, email } });
    const client = await response.json();
    const { like, may } = await resembling(response.headers.get("Posibles-Duplicados"));
    const domain = response.headers.get("Dominio-Probable");
    const words = [];
    if (like.length) words.push(t("looks_like", { name: like[0].nombre, email: like[0].email }));
    if (domain) words.push(t("meant_domain", { domain }));
    const made = t("client_created_named", { name: client.nombre });
    done(words.length ? `${made}. ${words.join(" ")}` : made, [{ id: client.id, tag: response.headers.get("ETag") }]);
    changed(client);
    return { client, like, may };
  } catch (error) {
    return refuse(asProblem(error), fields, other, email);
  }
}

async function resembling(header) {
  const ids = header ? header.split(", ") : [];
  const read = await Promise.all(ids.map((id) => readClient(id).catch(() => null)));
  const known = read.filter(Boolean);
  return { like: known.map(({ body }) => body), may: known[0]?.may ?? [] };
}
