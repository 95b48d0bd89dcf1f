// The order and the days of the list: what the fields say, as the service takes it.

import { byId } from "../shell/dom.js";
import { keepField } from "../shell/keep.js";

const DAY = /^\d{4}-\d\d-\d\d$/;
const [ORDER, SINCE, UNTIL] = ["client-order", "since", "until"];

export function startFilters(changed) {
  for (const id of [ORDER, SINCE, UNTIL]) {
    keepField(byId(id));
    byId(id).addEventListener("change", changed);
  }
  byId("all-days").addEventListener("click", () => {
    setDays("", "");
    byId(SINCE).focus();
    changed();
  });
  show();
}

export function filters() {
  const days = { desde: byId(SINCE).value, hasta: byId(UNTIL).value };
  if (days.desde && days.hasta && days.desde > days.hasta) [days.desde, days.hasta] = [days.hasta, days.desde];
  show();
  return { orden: byId(ORDER).value, ...days };
}

export const isNarrowed = () => Boolean(byId(SINCE).value || byId(UNTIL).value);

// Whether what an address names is a day, whose clients it shows.
export const isDay = (text) => DAY.test(text ?? "");

export function setDays(since, until) {
  for (const [id, value] of [[SINCE, since], [UNTIL, until]]) {
    byId(id).value = value;
    byId(id).dispatchEvent(new Event("input")); // kept for a reload
  }
  show();
}

function show() {
  byId("all-days").hidden = !isNarrowed();
}
