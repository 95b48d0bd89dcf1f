// Clients out of a file: chosen or dropped, tried first, its columns named, and then imported as it was shown.

import { columnChoices, outcomes, sample } from "../directory/import-report.js";
import { changed } from "../directory/writes.js";
import { openDialog } from "../shell/dialogs.js";
import { h, keepingFocus } from "../shell/dom.js";
import { number, say, t } from "../language/language.js";
import { saveFile } from "../http/download.js";
import { asProblem } from "../http/problem.js";
import { said, tellFailure } from "../http/retrying.js";
import { ask, query, send } from "../http/wire.js";
import { announce } from "../shell/announce.js";

const TALLY = 700; // milliseconds between two looks at how far it is

export function importClients() {
  const stop = new AbortController(); // of what is under way when the dialog is closed
  const state = { signal: stop.signal, file: null, columns: null, report: null };
  const input = h("input", { type: "file", accept: ".csv,.tsv,.txt,.vcf,text/csv,text/vcard,text/plain", "aria-describedby": "import-help", autofocus: true });
  const drop = h("label", { class: "drop" }, h("span", { t: "import_choose" }), input, h("span", { class: "quiet", id: "import-help", t: "import_help" }));
  const view = h("div", { class: "import-view" });
  const start = h("button", { class: "primary", disabled: true, t: "import_clients" });
  const parts = { view, start, drop };
  const take = (file) => file && tryOut(Object.assign(state, { file, columns: null }), parts);
  input.addEventListener("change", () => take(input.files[0]));
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
  const closed = openDialog({
    title: "import_title",
    className: "import",
    content: [drop, view],
    actions: [start],
    act: () => (state.report?.token ? bring(state, parts) : undefined),
  });
  return closed.finally(() => stop.abort());
}

const post = (state, values) => send("POST", query("/clientes/import", values), { file: state.file, signal: state.signal });

// Without a token nothing is created.
async function tryOut(state, parts) {
  const { view, start, drop } = parts;
  state.report = null;
  start.disabled = true;
  const chosen = [...view.querySelectorAll("select")].indexOf(document.activeElement);
  if (chosen < 0) keepingFocus(view, () => view.replaceChildren(h("p", { class: "quiet", role: "status", t: "import_trying" })), () => drop.querySelector("input"));
  try {
    const columnas = state.columns?.join(",");
    const report = await (await post(state, { columnas })).json();
    state.report = report;
    const choices = columnChoices(report, (columns) => tryOut(Object.assign(state, { columns }), parts));
    const rejected = report.total > report.nuevas && saving(() => post(state, { columnas, informe: "csv" }));
    const show = () => view.replaceChildren(choices ?? "", outcomes(report), sample(report), rejected || "");
    keepingFocus(view, show, () => view.querySelectorAll("select")[chosen]);
    start.dataset.t = report.nuevas ? "import_start" : "import_nothing";
    start.dataset.values = JSON.stringify({ n: report.nuevas, count: number(report.nuevas) });
    say(start);
    start.disabled = !report.nuevas;
    announce(t("import_tried", { total: number(report.total), count: number(report.nuevas) }));
  } catch (error) {
    refuse(error, state, view, () => tryOut(state, parts));
  }
}

function refuse(error, state, view, again) {
  if (state.signal.aborted) return;
  const problem = asProblem(error);
  const notice = problem.passing || problem.status === 401 ? said(problem, again) : problem.line;
  keepingFocus(view, () => view.replaceChildren(h("div", { class: "notice bad", role: "alert" }, notice)));
}

// A button that is busy until `act` has ended, and can be pressed again when it failed.
function button(key, act) {
  const node = h("button", { type: "button", class: "small", t: key });
  const press = async () => {
    if (node.hasAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    await act(node).catch((error) => tellFailure(error, press));
    node.removeAttribute("aria-busy");
  };
  node.addEventListener("click", press);
  return node;
}

// The rows that will not be imported, as a file to be mended.
const saving = (read) => button("import_rejected", async () => saveFile(await read(), `${t("import_rejected_file")}.csv`));

async function bring(state, parts) {
  const { view, start, drop } = parts;
  const { token, nuevas, total } = state.report;
  const columnas = state.columns?.join(",");
  const bar = h("progress", { max: nuevas, value: 0, "t-aria-label": "import_running" });
  const progress = h("p", { class: "quiet", t: "import_running" });
  view.closest("dialog").querySelector("header button").focus();
  for (const one of [start, drop]) one.hidden = true;
  view.replaceChildren(progress, bar);
  const tally = follow(bar, state.signal);
  try {
    const rejected = total > nuevas ? await (await post(state, { columnas, informe: "csv" })).blob() : null;
    const report = await (await post(state, { token, columnas })).json();
    const save = rejected && saving(async () => new Response(rejected));
    const words = h("p", { class: "notice", role: "status" }, t("import_done", { n: report.nuevas, count: number(report.nuevas) }));
    view.replaceChildren(words, outcomes(report), save || "", report.nuevas ? takingBack(token, words) : "");
  } catch (error) {
    for (const one of [start, drop]) one.hidden = false;
    start.disabled = true;
    refuse(error, state, view, () => tryOut(state, parts));
  } finally {
    clearInterval(tally);
    changed();
  }
}

// All that the import added goes, but for clients that somebody has changed since.
const takingBack = (token, words) => button("import_undo", async (pressed) => {
  const { signal } = new AbortController(); // many clients take their time
  const { deshechos, cambiados } = await ask("POST", `/clientes/import/${token}/deshacer`, { signal }).finally(changed);
  const told = [["import_undone", deshechos], ["import_kept", cambiados]].filter(([name, n]) => n || name === "import_undone");
  words.textContent = told.map(([name, n]) => t(name, { n, count: number(n) })).join(" ");
  pressed.closest("dialog").querySelector("header button").focus();
  pressed.remove();
});

// Each batch is stored by itself: how many clients there are tells how far the import is.
function follow(bar, signal) {
  let before = null;
  return setInterval(async () => {
    const found = await ask("GET", query("/clientes", { limite: 1 }), { signal }).catch(() => null);
    if (!found) return;
    before ??= found.total;
    bar.value = Math.min(bar.max, found.total - before);
  }, TALLY);
}
