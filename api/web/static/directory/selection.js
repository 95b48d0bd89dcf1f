// Clients chosen in the list, and what is done with all of them: deleted, merged, saved as a file.

import { mergeDialog } from "../directory/merging.js";
import { changed, done, readClient, removeClient, wordsOf } from "../directory/writes.js";
import { announce, toast } from "../shell/announce.js";
import { confirmed } from "../shell/dialogs.js";
import { byId, h } from "../shell/dom.js";
import { number, t } from "../language/language.js";
import { asProblem } from "../http/problem.js";

const MOST = 500; // what one file may be asked for
const MOST_MERGED = 5;
const chosen = new Map();
let may = [];
let rows = () => [];

export function startSelection({ save, shown }) {
  rows = shown;
  byId("choose-all").addEventListener("change", ({ target }) => {
    for (const client of rows()) choose(client, target.checked);
    show();
  });
  byId("save-chosen").addEventListener("click", () => save([...chosen.keys()]));
  byId("save-chosen-cards").addEventListener("click", () => save([...chosen.keys()], "vcf"));
  byId("delete-chosen").addEventListener("click", removeAll);
  byId("merge-chosen").addEventListener("click", async () => (await mergeDialog([...chosen.values()])) && clear());
  byId("choose-none").addEventListener("click", () => {
    clear();
    byId("choose-all").focus();
  });
  addEventListener("credential", clear);
}

export function chooser(client) {
  const box = h("input", { type: "checkbox", "t-aria-label": "choose_client", values: { name: client.nombre }, checked: chosen.has(client.id) });
  box.addEventListener("change", async () => {
    choose(client, box.checked);
    await show();
  });
  return h("td", { class: "choose" }, box);
}

function choose(client, on) {
  if (on && chosen.size < MOST) chosen.set(client.id, client);
  else chosen.delete(client.id);
}

function clear() {
  chosen.clear();
  may = [];
  show();
}

// The boxes and the bar as they are; what the caller may do is asked of the first client that is chosen.
export async function show() {
  for (const box of document.querySelectorAll("#clients .choose input")) box.checked = chosen.has(Number(box.closest("tr").dataset.id));
  const all = rows();
  byId("choose-all").checked = all.length > 0 && all.every(({ id }) => chosen.has(id));
  if (!chosen.size && byId("chosen").contains(document.activeElement)) byId("client-search").focus();
  byId("chosen").hidden = !chosen.size;
  const words = t("chosen", { n: chosen.size, count: number(chosen.size) });
  if (chosen.size && byId("chosen-count").textContent !== words) announce(words);
  byId("chosen-count").textContent = words;
  if (chosen.size && !may.length) may = await readClient([...chosen.keys()][0]).then((read) => read.may, () => []);
  byId("delete-chosen").hidden = !may.includes("DELETE");
  byId("merge-chosen").hidden = !may.includes("DELETE") || chosen.size < 2 || chosen.size > MOST_MERGED;
}

async function removeAll() {
  const [clients, values] = [[...chosen.values()], { n: chosen.size, count: number(chosen.size), name: [...chosen.values()][0].nombre }];
  if (!(await confirmed({ title: "delete_chosen_title", text: "delete_chosen_text", values, action: "delete_client" }))) return;
  const [writes, refused] = [[], []];
  for (const { id } of clients) {
    try {
      const { tag } = await removeClient(id);
      writes.push({ id, tag });
      chosen.delete(id);
    } catch (error) {
      refused.push(asProblem(error));
    }
  }
  const words = writes.length ? t("deleted_chosen", { n: writes.length, count: number(writes.length), name: values.name }) : "";
  const others = refused.length ? `${t("not_deleted", { n: refused.length, count: number(refused.length) })} ${wordsOf(refused[0])}` : "";
  if (writes.length) done([words, others].filter(Boolean).join(" "), writes);
  else toast(others);
  changed();
  show();
}
