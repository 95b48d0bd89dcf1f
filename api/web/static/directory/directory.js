// The client directory: searched while one types, page by page, a form for new ones, a download of all.

import { byId, h } from "/static/shell/dom.js";
import { announce, toast } from "/static/shell/announce.js";
import { saveFile } from "/static/http/download.js";
import { number, t } from "/static/language/language.js";
import { newClient } from "/static/directory/new-client.js";
import { PagedList } from "/static/http/paging.js";
import { asProblem } from "/static/http/problem.js";
import { showClient } from "/static/directory/client-card.js";
import { ask, query, send } from "/static/http/wire.js";

const PAGE = 25;
let paged;

export function startDirectory() {
  const search = byId("client-search");
  paged = new PagedList({ read, draw, failed, more: byId("more-clients") });
  search.addEventListener("input", () => paged.search(search.value));
  byId("new-client").addEventListener("click", newClient);
  byId("save-clients").addEventListener("click", save);
  addEventListener("clients-changed", () => paged.load());
}

export const showDirectory = () => paged.load();

async function read(text, cursor) {
  const found = await ask("GET", query("/clientes", { ...filters(text), limite: PAGE, cursor }));
  return { rows: found.clientes, next: found.siguiente, total: found.total };
}

const filters = (text) => ({ texto: text });

function draw(clients, { first, page }) {
  const body = byId("clients");
  const kept = document.activeElement;
  if (first) body.replaceChildren();
  const added = clients.map(row);
  body.append(...added);
  if (!first && kept === byId("more-clients")) added[0]?.querySelector("button").focus();
  const shown = body.childElementCount;
  const state = shown ? "shown" : paged.text ? "nothing" : "empty";
  byId("directory").dataset.state = state;
  count({ n: page.total, shown: number(shown), total: number(page.total) }, state);
}

function count(values, state) {
  const line = byId("client-count");
  line.dataset.t = state === "shown" ? "clients_shown" : "clients_none";
  line.dataset.values = JSON.stringify(values);
  line.textContent = t(line.dataset.t, values);
  if (document.activeElement === byId("client-search")) announce(line.textContent);
}

function row(client) {
  const open = h("button", { class: "cell", type: "button", on: { click: () => showClient(client) } }, client.nombre);
  return h(
    "tr",
    {},
    h("td", {}, h("span", { class: "initial", "aria-hidden": "true" }, [...client.nombre][0].toUpperCase()), open),
    h("td", { class: "email" }, client.email),
    h("td", { class: "when" }, h("time", { datetime: client.creado, "data-as": "day" })),
  );
}

function failed(problem) {
  byId("directory").dataset.state = "failed";
  byId("clients-problem").textContent = problem.words;
  byId("client-count").textContent = "";
}

async function save() {
  try {
    const response = await send("GET", query("/clientes.csv", filters(paged.text)), { accept: "text/csv" });
    await saveFile(response, `${t("clients_file")}.csv`);
  } catch (error) {
    toast(asProblem(error).words);
  }
}
