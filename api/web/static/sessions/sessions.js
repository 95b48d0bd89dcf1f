// The list of sessions: the last used first, by day, searched by title and by what was said.

import { ask, query } from "../http/wire.js";
import { byId, h, icon } from "../shell/dom.js";
import { openSession } from "../sessions/session.js";
import { PagedList } from "../http/paging.js";
import { deleteSession, renameSession, saveSession } from "../sessions/session-actions.js";
import { isUnread, markRead } from "../sessions/unread.js";

let paged;
let listed = [];

export function startSessions({ choose }) {
  const box = byId("sessions");
  const search = byId("session-search");
  paged = new PagedList({
    read: async (text, cursor, limite) => {
      const found = await ask("GET", query("/sesiones", { texto: text, limite, cursor }));
      return { rows: found.sesiones, next: found.siguiente };
    },
    draw: (rows, { first }) => {
      const grown = !first && document.activeElement === byId("more-sessions");
      listed = first ? rows : [...listed, ...rows];
      draw(box, choose);
      if (grown) box.querySelector(`[data-id="${CSS.escape(rows[0]?.session_id ?? "")}"] .open`)?.focus();
    },
    search,
    more: byId("more-sessions"),
    box: byId("sessions-problem"),
  });
  box.addEventListener("keydown", (event) => move(event, box));
}

export const listSessions = () => paged.load();

export const titleOf = (id) => listed.find((one) => one.session_id === id)?.titulo;

function draw(box, choose) {
  const focused = document.activeElement?.closest?.("#sessions [data-id]");
  const [id, part] = [focused?.dataset.id, document.activeElement?.className];
  box.replaceChildren(...rows(choose));
  if (!listed.length) box.append(h("li", { class: "none", t: paged.text ? "no_sessions_found" : "no_sessions" }));
  const again = id && box.querySelector(`[data-id="${CSS.escape(id)}"] .${part.split(" ").at(-1)}`);
  if (id) (again ?? byId("session-search")).focus(); // what had the focus was drawn anew, or is gone
  dispatchEvent(new CustomEvent("listed"));
}

function rows(choose) {
  let group = null;
  return listed.flatMap((session) => {
    const key = age(new Date(session.actividad));
    const heading = key === group ? [] : [h("li", { class: "group", t: key })];
    group = key;
    return [...heading, row(session, choose)];
  });
}

function row(session, choose) {
  const { session_id: id, titulo, actividad, total_mensajes: total, hallazgo: hit } = session;
  const current = id === openSession();
  if (current) markRead(id, total);
  const unread = !current && isUnread(session);
  return h(
    "li",
    { class: unread ? "session unread" : "session", "data-id": id },
    h(
      "button",
      { class: "open", type: "button", "aria-current": current ? "true" : null, on: { click: () => choose(id, hit?.posicion) } },
      h("span", { class: "title", dir: "auto" }, titulo),
      unread && h("span", { class: "hidden", t: "unread" }),
      h("time", { datetime: actividad, "data-as": "ago" }),
      hit && h("span", { class: "excerpt", dir: "auto" }, hit.fragmento),
    ),
    h("div", { class: "tools" }, tool("edit", "rename", () => renameSession(session)), tool("save", "save", () => saveSession(session)), tool("trash", "delete", () => deleteSession(session))),
  );
}

function tool(sign, key, click) {
  return h("button", { class: `plain ${key}`, type: "button", "t-aria-label": `session_${key}`, "t-title": `session_${key}`, on: { click } }, icon(sign));
}

function age(at) {
  const now = new Date();
  const days = (new Date(now.getFullYear(), now.getMonth(), now.getDate()) - at) / 86400000;
  if (days <= 0) return "today";
  if (days <= 1) return "yesterday";
  return days <= 7 ? "this_week" : "before";
}

function move(event, box) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches(".open")) return;
  const all = [...box.querySelectorAll(".open")];
  all[all.indexOf(event.target) + step]?.focus();
  event.preventDefault();
}
