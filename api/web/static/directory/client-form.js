// Editing a client where it is shown: saved if the client still is as it was seen, and otherwise both are shown.

import { clientFields, isIncomplete, refuse } from "../directory/fields.js";
import { changeClient, changed, done, readClient, readHistory, wordsOf } from "../directory/writes.js";
import { h } from "../shell/dom.js";
import { t } from "../language/language.js";
import { asProblem } from "../http/problem.js";

// `read` is { body, tag }, and becomes what was saved. `shown(true)` while the fields are.
export function editing(read, { done: saved, shown }) {
  const fields = clientFields();
  const notice = h("div", { class: "notice bad", role: "alert", hidden: true });
  const node = h("div", { class: "edit-fields", hidden: true }, notice, Object.values(fields).map((one) => one.node));
  const cancel = h("button", { type: "button", class: "of-edit", t: "cancel", on: { click: () => show(false) } });
  const save = h("button", { value: "save", class: "primary of-edit", t: "save_name" });
  let opener;
  const show = (on) => {
    node.hidden = !on;
    notice.hidden = true;
    shown(on);
    if (!on) return opener?.focus();
    for (const [name, { input, complain }] of Object.entries(fields)) {
      input.value = read.body[name];
      complain("");
    }
    return fields.nombre.input.focus();
  };
  return {
    node,
    actions: [cancel, save],
    start: (event) => {
      opener = event.currentTarget;
      show(true);
    },
    save: (values) => store(read, values, { fields, notice, close: () => show(false), saved }),
  };
}

async function store(read, { nombre, email }, { fields, notice, close, saved }) {
  notice.hidden = true;
  if (isIncomplete(fields)) return undefined;
  const news = Object.entries({ nombre, email }).filter(([name, value]) => value !== read.body[name]);
  if (!news.length) return close();
  try {
    const written = await changeClient(read.body.id, read.tag, Object.fromEntries(news));
    read.body = written.body;
    read.tag = written.tag;
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status === 412) return quicker(read, { nombre, email }, notice);
    return refuse(problem, fields, notice, email);
  }
  close();
  saved();
  done(t("client_saved", { name: read.body.nombre }), [{ id: read.body.id, tag: read.tag }]);
  return changed();
}

// Somebody else was quicker: what it is now and what was written here; to save again is to decide for the latter.
async function quicker(read, mine, notice) {
  try {
    const [now, past] = await Promise.all([readClient(read.body.id), readHistory(read.body.id)]);
    read.body = now.body;
    read.tag = now.tag;
    const [{ titular, credencial } = {}] = past.body.cambios;
    const who = titular || credencial || t("somebody");
    notice.replaceChildren(
      h("p", {}, t("quicker", { who })),
      h("dl", { class: "facts" }, h("dt", { t: "theirs" }), h("dd", {}, both(now.body)), h("dt", { t: "yours" }), h("dd", {}, both(mine))),
      h("p", { t: "save_again" }),
    );
  } catch (error) {
    notice.replaceChildren(h("p", {}, wordsOf(asProblem(error))));
  }
  notice.hidden = false;
}

const both = ({ nombre, email }) => `${nombre} · ${email}`;
