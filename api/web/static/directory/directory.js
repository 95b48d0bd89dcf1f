// The client directory: searched while one types, in the order that is chosen, without an end; a form for new ones, a
// download of all.

import { byId, h, keepingFocus } from "../shell/dom.js";
import { announce, patiently } from "../shell/announce.js";
import { saveFile } from "../http/download.js";
import { number, say, t } from "../language/language.js";
import { clientTitle, openClient } from "../directory/client-card.js";
import { filters, follow, isNarrowed, listsDuplicates, namesList, startFilters } from "../directory/filters.js";
import { importClients } from "../directory/importing.js";
import { newClient } from "../directory/new-client.js";
import { chooser, show as showSelection, startSelection } from "../directory/selection.js";
import { PagedList } from "../http/paging.js";
import { tellFailure } from "../http/retrying.js";
import { goTo } from "../shell/views.js";
import { query, send } from "../http/wire.js";

let paged;
let made = null; // the client that the form made last: in view wherever its page is
let growing = false;
let inSight;
const known = new Map(); // the clients of the rows

export function startDirectory() {
  const search = byId("client-search");
  paged = new PagedList({ read, draw, failed, search, more: byId("more-clients"), box: byId("clients-problem") });
  search.addEventListener("input", () => {
    made = null;
  });
  byId("new-client").addEventListener("click", newClient);
  byId("import-clients").addEventListener("click", importClients);
  const everyone = () => ({ ...filters(), texto: paged.text });
  byId("save-clients").addEventListener("click", () => save(everyone()));
  byId("save-cards").addEventListener("click", () => save(everyone(), "vcf"));
  startFilters(() => {
    made = null;
    paged.restart();
  });
  startSelection({ save: (id, kind) => save({ orden: filters().orden, id }, kind), shown: () => [...known.values()] });
  inSight = new IntersectionObserver(grow, { root: byId("directory"), rootMargin: "400px" });
  addEventListener("clients-changed", ({ detail }) => {
    made = detail;
    paged.load();
  });
}

// `item` of the address: a client, which is opened, or what is listed: the clients of a day, or likely duplicates.
export function showDirectory(item, { changed }) {
  const another = follow(item, { changed });
  if (changed || another) {
    made = null;
    paged.restart();
  }
  if (item && !namesList(item)) openClient(item);
}

// The client that is open, or what is listed, if the address names it.
export const directoryTitle = () => clientTitle() ?? (listsDuplicates() ? t("alike") : undefined);

async function read(text, cursor, limite) {
  const response = await send("GET", query("/clientes", { ...filters(), texto: text, limite, cursor }));
  const found = await response.json();
  for (const id of ["new-client", "import-clients"]) byId(id).hidden = !(response.headers.get("Allow") ?? "").includes("POST");
  return { rows: found.clientes, next: found.siguiente, total: found.total };
}

// The next page before the end of the list is reached; not while the button for it has the focus, which would move.
async function grow(entries) {
  if (growing || !paged.next || !entries.some(({ isIntersecting }) => isIntersecting)) return;
  if (document.activeElement === byId("more-clients")) return;
  growing = true;
  inSight.disconnect();
  const grown = await paged.grow();
  growing = false;
  if (grown) watchEnd(); // or else once the list has been read again
}

// Observed anew, so that an end that is still in sight is noticed.
function watchEnd() {
  inSight.disconnect();
  if (paged.next) requestAnimationFrame(() => inSight.observe(byId("more-clients")));
}

function draw(clients, { first, page }) {
  const body = byId("clients");
  const kept = document.activeElement;
  const open = kept?.closest("[data-id]")?.dataset.id;
  let added;
  const change = () => {
    if (first) {
      body.replaceChildren();
      known.clear();
    }
    added = clients.filter((client) => !rowOf(client)).map(row);
    body.append(...added);
    if (first && made) point(made);
    for (const client of clients) known.set(client.id, client);
  };
  keepingFocus(body, change, () => rowOf({ id: open })?.querySelector(kept.matches("input") ? "input" : "button") ?? byId("client-search"));
  if (!first && kept === byId("more-clients")) added[0]?.querySelector("button").focus();
  const shown = body.childElementCount;
  const state = shown ? "shown" : paged.text || isNarrowed() ? "nothing" : "empty";
  byId("directory").dataset.state = state;
  const blank = document.querySelector("#directory .when-empty");
  blank.dataset.t = byId("new-client").hidden ? "clients_none" : "clients_empty";
  say(blank);
  const none = document.querySelector("#directory .when-nothing");
  const { desde, hasta, duplicados } = filters();
  none.dataset.t = duplicados && !(desde || hasta || paged.text) ? "duplicates_none" : "clients_nothing";
  say(none);
  count({ n: page.total, shown: number(shown), total: number(page.total) }, state);
  showSelection();
  if (!growing) watchEnd();
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
  say(line);
  if (document.activeElement?.closest(".tools-row")) announce(line.textContent);
}

function row(client) {
  const open = h("button", { class: "cell", type: "button", dir: "auto", on: { click: () => goTo("directory", String(client.id)) } }, client.nombre);
  return h(
    "tr",
    { "data-id": client.id },
    chooser(client),
    h("td", {}, h("div", { class: "who" }, h("span", { class: "initial", "aria-hidden": "true" }, [...client.nombre][0].toUpperCase()), open)),
    h("td", { class: "email" }, client.email),
    h("td", { class: "when" }, h("time", { datetime: client.creado, "data-as": "day" })),
  );
}

function failed() {
  if (byId("directory").dataset.state === "loading") byId("directory").dataset.state = "failed";
}

// As a table, or as contacts ("vcf").
async function save(wanted, kind = "csv") {
  try {
    const response = await patiently(send("GET", query(`/clientes.${kind}`, wanted), { accept: kind === "csv" ? "text/csv" : "text/vcard" }), { shown: false });
    await saveFile(response, `${t("clients_file")}.${kind}`);
  } catch (error) {
    tellFailure(error, () => save(wanted, kind));
  }
}
