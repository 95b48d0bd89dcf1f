// One client in a dialog: what is known, its history, and what the caller may do with it.

import { copy } from "../chat/copying.js";
import { editing } from "../directory/client-form.js";
import { history } from "../directory/client-history.js";
import { changed, done, readClient, readHistory, removeClient, wordsOf } from "../directory/writes.js";
import { confirmed, openDialog } from "../shell/dialogs.js";
import { h } from "../shell/dom.js";
import { t } from "../language/language.js";
import { asProblem } from "../http/problem.js";
import { tellFailure } from "../http/retrying.js";
import { ask, query } from "../http/wire.js";
import { patiently, toast } from "../shell/announce.js";
import { closeItem, goTo, item, stay, view } from "../shell/views.js";

let named = {}; // the client that is open

// Its name while the address names it.
export const clientTitle = () => (view() === "directory" && item() === String(named.id) ? named.nombre : undefined);

// The client that the address names.
export async function openClient(id) {
  const stays = stay();
  await open(id, () => stays() && closeItem(), stays, () => goTo("directory", id));
}

// A client of a reply has no id; the directory knows it by its email.
export async function showClient(client) {
  try {
    const found = ask("GET", query("/clientes", { email: client.email }));
    const [known] = (await patiently(found, { shown: false })).clientes;
    if (!known) return toast(t("client_gone"));
    await open(known.id);
  } catch (error) {
    tellFailure(error, () => showClient(client));
  }
}

async function open(id, close = () => {}, wanted = () => true, again = () => open(id)) {
  try {
    const read = await patiently(readClient(id), { shown: false });
    if (wanted()) await act(read, close);
  } catch (error) {
    if (asProblem(error).status !== 404 || !(await wasDeleted(id))) tellFailure(error, again, wordsOf);
    close();
  }
}

// Whether the address is that of a client who was deleted, which can be taken back.
async function wasDeleted(id) {
  const past = await readHistory(id).catch(() => null);
  const last = past?.body.cambios[0];
  if (!last?.antes || last.despues || last.accion === "deshacer" || document.body.matches(".reads-only")) return false;
  done(t("client_deleted", { name: last.antes.nombre }), [{ id, tag: past.tag }]);
  return true;
}

async function act(read, close) {
  named = read.body;
  dispatchEvent(new CustomEvent("titled"));
  const chosen = await dialog(read);
  const client = read.body; // as it is after what was done in the dialog
  if (chosen === "ask") return dispatchEvent(new CustomEvent("ask", { detail: t("ask_about", { email: client.email }) }));
  if (chosen === "delete") await remove(read);
  return close();
}

function dialog(read) {
  const known = h("div", { class: "known" }, facts(read.body));
  const past = history(read, () => redraw());
  const edit = editing(read, { done: () => redraw(), shown: (on) => dialogOf(known).classList.toggle("edits", on) });
  const redraw = () => {
    known.replaceChildren(facts(read.body));
    past.refresh();
  };
  const renew = () => again(read, redraw, known);
  addEventListener("clients-changed", renew);
  const actions = [
    read.may.includes("DELETE") && h("button", { value: "delete", class: "quiet-danger", t: "delete_client" }),
    read.may.includes("PATCH") && h("button", { type: "button", t: "edit_client", on: { click: edit.start } }),
    h("button", { type: "button", t: "copy_email", on: { click: () => copy(read.body.email, "copied") } }),
    read.may.includes("PATCH") && h("button", { value: "ask", class: "primary", autofocus: true, t: "ask_client" }),
  ].filter(Boolean);
  return openDialog({
    title: "client_title",
    className: "client-card",
    content: [known, edit.node, past.node],
    actions: [...edit.actions, ...actions], // Enter presses the first one that sends
    act: (values, pressed) => (pressed === "save" ? edit.save(values) : pressed),
  }).finally(() => removeEventListener("clients-changed", renew));
}

// What was taken back elsewhere in the page shows here too; the fields of one who edits stay as they are.
async function again(read, redraw, known) {
  if (dialogOf(known)?.matches(".edits")) return;
  try {
    Object.assign(read, await readClient(read.body.id));
    redraw();
  } catch (error) {
    if (asProblem(error).status === 404) dialogOf(known)?.close();
  }
}

const dialogOf = (node) => node.closest("dialog");

function facts({ id, nombre, email, creado }) {
  return h(
    "dl",
    { class: "facts" },
    h("dt", { t: "name" }), h("dd", { dir: "auto" }, nombre),
    h("dt", { t: "email" }), h("dd", {}, h("a", { href: `mailto:${encodeURIComponent(email).replace("%40", "@")}` }, email)),
    h("dt", { t: "since" }), h("dd", {}, h("time", { datetime: creado, "data-as": "day" })),
    h("dt", { t: "number" }), h("dd", {}, String(id)),
  );
}

async function remove(read) {
  const values = { name: read.body.nombre };
  if (!(await confirmed({ title: "delete_client_title", text: "delete_client_text", values, action: "delete_client" }))) return;
  await removeNow(read, values);
}

async function removeNow({ body: { id }, tag }, values) {
  try {
    const { tag: after } = await patiently(removeClient(id, tag), { shown: false });
    done(t("client_deleted", values), [{ id, tag: after }]);
    changed();
  } catch (error) {
    tellFailure(error, () => removeNow({ body: { id }, tag }, values), wordsOf);
  }
}
