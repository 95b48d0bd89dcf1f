// The client directory: searched while one types, page by page, a form for new ones, a download of all.

import { byId, h, keepingFocus } from "../shell/dom.js";
import { announce, toast } from "../shell/announce.js";
import { saveFile } from "../http/download.js";
import { number, t } from "../language/language.js";
import { newClient } from "../directory/new-client.js";
import { PagedList } from "../http/paging.js";
import { asProblem } from "../http/problem.js";
import { goTo } from "../shell/views.js";
import { ask, query, send } from "../http/wire.js";

let paged;
let made = null; // the client that the form made last: in view wherever its page is

export function startDirectory() {
  const search = byId("client-search");
  paged = new PagedList({ read, draw, failed, search, more: byId("more-clients"), box: byId("clients-problem") });
  search.addEventListener("input", () => {
    made = null;
  });
  byId("new-client").addEventListener("click", newClient);
  byId("save-clients").addEventListener("click", save);
  addEventListener("clients-changed", ({ detail }) => {
    made = detail;
    paged.load();
  });
}

export function showDirectory() {
  made = null;
  return paged.load();
}

async function read(text, cursor, limite) {
  const found = await ask("GET", query("/clientes", { ...filters(text), limite, cursor }));
  return { rows: found.clientes, next: found.siguiente, total: found.total };
}

const filters = (text) => ({ texto: text });

function draw(clients, { first, page }) {
  const body = byId("clients");
  const kept = document.activeElement;
  const open = kept?.closest("[data-id]")?.dataset.id;
  let added;
  const change = () => {
    if (first) body.replaceChildren();
    added = clients.filter((client) => !rowOf(client)).map(row);
    body.append(...added);
    if (first && made) point(made);
  };
  keepingFocus(body, change, () => rowOf({ id: open })?.querySelector("button") ?? byId("client-search"));
  if (!first && kept === byId("more-clients")) added[0]?.querySelector("button").focus();
  const shown = body.childElementCount;
  const state = shown ? "shown" : paged.text ? "nothing" : "empty";
  byId("directory").dataset.state = state;
  count({ n: page.total, shown: number(shown), total: number(page.total) }, state);
}

const rowOf = ({ id }) => byId("clients").querySelector(`[data-id="${id}"]`);

function point(client) {
  if (!rowOf(client)) byId("clients").prepend(row(client));
  rowOf(client).classList.add("made");
  rowOf(client).scrollIntoView({ block: "center" });
}

function count(values, state) {
  const line = byId("client-count");
  line.dataset.t = state === "shown" ? "clients_shown" : "clients_none";
  line.dataset.values = JSON.stringify(values);
  line.textContent = t(line.dataset.t, values);
  if (document.activeElement === byId("client-search")) announce(line.textContent);
}

function row(client) {
  const open = h("button", { class: "cell", type: "button", dir: "auto", on: { click: () => goTo("directory", String(client.id)) } }, client.nombre);
  return h(
    "tr",
    { "data-id": client.id },
    h("td", {}, h("div", { class: "who" }, h("span", { class: "initial", "aria-hidden": "true" }, [...client.nombre][0].toUpperCase()), open)),
    h("td", { class: "email" }, client.email),
    h("td", { class: "when" }, h("time", { datetime: client.creado, "data-as": "day" })),
  );
}

function failed() {
  if (byId("directory").dataset.state === "loading") byId("directory").dataset.state = "failed";
}

async function save() {
  try {
    const response = await send("GET", query("/clientes.csv", filters(paged.text)), { accept: "text/csv" });
    await saveFile(response, `${t("clients_file")}.csv`);
  } catch (error) {
    toast(asProblem(error).words);
  }
}
