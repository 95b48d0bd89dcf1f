// The overview: clients and messages by day, and what the messages did.

import { patiently } from "../shell/announce.js";
import { columns, proportions, table } from "../overview/chart.js";
import { byId, h, keepingFocus } from "../shell/dom.js";
import { FORMATS, number, t } from "../language/language.js";
import { asProblem } from "../http/problem.js";
import { Retrying } from "../http/retrying.js";
import { ask, query } from "../http/wire.js";

const DECISIONS = ["crear", "consultar", "otro"];
let numbers = null;
let retrying;

export function startOverview() {
  retrying = new Retrying(byId("overview-problem"), showOverview);
  byId("span").addEventListener("change", showOverview);
  new ResizeObserver(() => numbers && draw()).observe(byId("charts"));
  addEventListener("spoken", () => numbers && draw());
}

export async function showOverview() {
  const box = byId("overview");
  try {
    const [found, clients] = await patiently(Promise.all([
      ask("GET", query("/resumen", { dias: byId("span").value })),
      ask("GET", query("/clientes", { limite: 1 })),
    ]));
    numbers = { days: found.dias.map(day), clients: clients.total };
    box.dataset.state = numbers.clients || numbers.days.some(({ turnos }) => turnos) ? "shown" : "empty";
    retrying.succeeded();
    draw();
  } catch (error) {
    if (!numbers) box.dataset.state = "failed";
    retrying.failed(asProblem(error));
  }
}

// The service names a day of its own zone; it is the same day here, wherever here is.
function day({ fecha, clientes, turnos, decisiones }) {
  const [year, month, date] = fecha.split("-").map(Number);
  return { at: new Date(year, month - 1, date), fecha, clientes, turnos, decisiones };
}

function draw() {
  const { days, clients } = numbers;
  const sum = (of) => days.reduce((total, one) => total + of(one), 0);
  byId("figures").replaceChildren(
    figure("figure_clients", clients),
    figure("figure_new", sum((one) => one.clientes)),
    figure("figure_turns", sum((one) => one.turnos)),
  );
  const opened = [...byId("charts").querySelectorAll("details")].map((one) => one.open);
  const summary = [...byId("charts").querySelectorAll("summary")].indexOf(document.activeElement);
  const change = () => byId("charts").replaceChildren(byDay("clients_by_day", "clientes", "green", (one) => `#directory/${one.fecha}`), byDay("turns_by_day", "turnos", "blue"), decisions(sum));
  keepingFocus(byId("charts"), change, () => byId("charts").querySelectorAll("summary")[summary]);
  [...byId("charts").querySelectorAll("details")].forEach((one, place) => {
    one.open = opened[place] ?? false;
  });
}

function figure(key, value) {
  return h("div", { class: "figure" }, h("dt", { t: key }), h("dd", {}, number(value)));
}

// `of` gives the address of what a column counts.
function byDay(key, name, tone, of = () => null) {
  const [title, days] = [t(key), numbers.days.map((one) => ({ at: one.at, value: one[name], href: of(one) }))];
  const width = Math.max(260, Math.min(byId("charts").clientWidth, cardWidth()) - 42);
  const rows = days.filter(({ value }) => value).reverse();
  return card(
    title,
    columns({ title, days, width, tone }),
    table({ caption: title, heads: [t("day"), t(name)], rows: rows.map(({ at, value, href }) => [href ? h("a", { href }, FORMATS.day(at)) : FORMATS.day(at), number(value)]) }),
  );
}

// Two charts beside each other where there is room for two.
function cardWidth() {
  const room = byId("charts").clientWidth;
  return room >= 760 ? (room - 20) / 2 : room;
}

function decisions(sum) {
  const title = t("decisions");
  const parts = DECISIONS.map((name) => ({ name: t(`decision_${name}`), value: sum((one) => one.decisiones[name]), tone: name }));
  const rows = parts.map(({ name, value }) => [name, number(value)]);
  return card(title, ...proportions({ title, parts }), table({ caption: title, heads: [t("decision"), t("turnos")], rows }));
}

function card(title, ...content) {
  return h("section", { class: "card" }, h("h2", {}, title), content);
}
