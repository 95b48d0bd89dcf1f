// The order, the days, and whether only likely duplicates are listed: what the fields say, as the service takes it.

import { byId } from "../shell/dom.js";
import { keepField } from "../shell/keep.js";
import { goTo, item, setAddress, view } from "../shell/views.js";

const DAY = /^\d{4}-\d\d-\d\d$/;
const [ORDER, SINCE, UNTIL, ALIKE] = ["client-order", "since", "until", "alike"];
const [DUPLICATES, BY_NAME] = ["duplicates", "nombre"];
let alike = false; // the box as the address has it
let before = null; // the order that the list had without duplicates

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
  byId(ALIKE).addEventListener("change", ({ target: { checked } }) => {
    if (!goTo("directory", checked ? DUPLICATES : null) && setAlike(checked)) changed();
  });
  show();
}

export function filters() {
  const days = { desde: byId(SINCE).value, hasta: byId(UNTIL).value };
  if (days.desde && days.hasta && days.desde > days.hasta) [days.desde, days.hasta] = [days.hasta, days.desde];
  show();
  return { orden: byId(ORDER).value, ...days, duplicados: alike || null };
}

const hasDays = () => Boolean(byId(SINCE).value || byId(UNTIL).value);

export const isNarrowed = () => alike || hasDays();

// What the address names of the list: the days or the duplicates that it shows, but no client.
export const namesList = (item) => DAY.test(item ?? "") || item === DUPLICATES;

export const listsDuplicates = () => view() === "directory" && item() === DUPLICATES;

// The fields as an address wants them; from another view the list comes back as it was left. Whether it is another list.
export function follow(item, { changed }) {
  const day = DAY.test(item ?? "");
  if (day) setDays(item, item);
  if (!item && changed && alike) setAddress("directory", DUPLICATES);
  else if (!item || namesList(item)) return setAlike(item === DUPLICATES) || day;
  return false;
}

// Clients of one name stand together in the order of names, in which the list of duplicates begins.
function setAlike(on) {
  byId(ALIKE).checked = on;
  if (on === alike) return false;
  const order = byId(ORDER).value;
  if (on) set(ORDER, BY_NAME);
  else if (order === BY_NAME && before) set(ORDER, before);
  [alike, before] = [on, order];
  return true;
}

function setDays(since, until) {
  set(SINCE, since);
  set(UNTIL, until);
  show();
}

function set(id, value) {
  byId(id).value = value;
  byId(id).dispatchEvent(new Event("input")); // kept for a reload
}

function show() {
  byId("all-days").hidden = !hasDays();
}
