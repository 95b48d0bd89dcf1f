// Clients that may be one: the user says which of them stays, and the others go into it.

import { changed, done, mergeClients, readClient, readHistory, wordsOf } from "../directory/writes.js";
import { leave, openDialog } from "../shell/dialogs.js";
import { h } from "../shell/dom.js";
import { t } from "../language/language.js";
import { asProblem } from "../http/problem.js";

// Whether they were merged.
export async function mergeDialog(clients) {
  const notice = h("p", { class: "notice bad", role: "alert", hidden: true });
  const choices = clients.map(({ id, nombre, email }, place) =>
    h("label", { class: "check" }, h("input", { type: "radio", name: "kept", value: String(id), checked: place === 0 }), h("span", { dir: "auto" }, `${nombre} · ${email}`)),
  );
  return openDialog({
    title: "merge_title",
    className: "narrow",
    content: [notice, h("fieldset", { class: "choices" }, h("legend", { t: "merge_text", values: { n: clients.length - 1 } }), choices)],
    actions: [h("button", { type: "button", t: "merge_no", on: { click: leave } }), h("button", { class: "primary", t: "merge" })],
    act: ({ kept }) => merge(clients, Number(kept), notice),
  });
}

async function merge(clients, kept, notice) {
  const writes = [];
  try {
    let { body, tag } = await readClient(kept);
    for (const { id } of clients.filter((client) => client.id !== kept)) {
      ({ body, tag } = await mergeClients(kept, tag, id));
      writes.push({ id, tag: (await readHistory(id)).tag }); // each comes back by itself
    }
    done(t("merged", { name: body.nombre }), writes);
    changed();
    return true;
  } catch (error) {
    if (writes.length) changed();
    notice.textContent = wordsOf(asProblem(error));
    notice.hidden = false;
    return undefined;
  }
}
