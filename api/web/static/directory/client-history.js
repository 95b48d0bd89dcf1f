// A client's history: what was written, by whom, when, in which conversation, what it replaced,
// with whom it was merged; and the last write taken back.

import { changed, readClient, readHistory, undoLast, wordsOf } from "../directory/writes.js";
import { h, keepingFocus } from "../shell/dom.js";
import { t } from "../language/language.js";
import { asProblem } from "../http/problem.js";
import { said } from "../http/retrying.js";
import { patiently, toast } from "../shell/announce.js";

// `read` is { body, tag, may }, and becomes what the client is after an undo; then `undone` is called.
export function history(read, undone) {
  const list = h("ol", { class: "changes" });
  const load = async () => {
    const summary = () => node.querySelector("summary");
    keepingFocus(list, () => list.replaceChildren(h("li", { class: "quiet", t: "loading" })), summary);
    try {
      const { body, tag } = await patiently(readHistory(read.body.id));
      const [last] = body.cambios;
      const may = read.may.includes("PATCH") && last && !last.deshecho && last.accion !== "deshacer";
      const undo = may && h("button", { type: "button", class: "small", t: "undo", on: { click: () => takeBack(read, tag, undone) } });
      const entries = body.cambios.map((change) => entry(change, change === last ? undo : null));
      list.replaceChildren(...(last ? entries : [h("li", { class: "quiet", t: "history_empty" })]));
    } catch (error) {
      keepingFocus(list, () => list.replaceChildren(h("li", {}, said(asProblem(error), load))));
    }
  };
  const node = h("details", { class: "past", on: { toggle: () => node.open && load() } }, h("summary", { t: "history" }), list);
  return { node, refresh: () => node.open && load() };
}

async function takeBack(read, match, undone) {
  try {
    const { body, tag } = await undoLast(read.body.id, match);
    toast(t("undone"));
    changed();
    if (!body.cliente) return document.querySelector("dialog[open].client-card")?.close();
    read.body = body.cliente;
    read.tag = tag;
    return undone();
  } catch (error) {
    const now = await readClient(read.body.id).catch(() => null);
    if (now) Object.assign(read, now);
    toast(wordsOf(asProblem(error)));
    return undone();
  }
}

function entry({ accion, momento, titular, credencial, session_id: session, antes, despues, con, deshecho }, undo) {
  const who = titular || credencial;
  return h(
    "li",
    {},
    h("p", {}, h("b", { t: `change_${accion}` }), who && ` · ${who}`, deshecho && h("span", { class: "badge", t: "taken_back" })),
    h("p", { class: "quiet" }, h("time", { datetime: momento, "data-as": "moment" }), session && " · ", session && h("a", { href: `#conversation/${encodeURIComponent(session)}`, t: "change_session" })),
    con && h("p", { class: "difference", dir: "auto", t: "merged_with", values: { name: con.nombre, email: con.email } }),
    differences(antes, despues).map(([before, after]) => h("p", { class: "difference" }, before && h("del", { dir: "auto" }, before), before && after && " → ", after && h("ins", { dir: "auto" }, after))),
    undo,
  );
}

function differences(before, after) {
  return ["nombre", "email"].map((name) => [before?.[name], after?.[name]]).filter(([old, now]) => old !== now);
}
