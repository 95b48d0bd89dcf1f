// Writes to clients, each with the version that was seen, and the ten seconds in which each can be taken back.

import { offer, toast } from "../shell/announce.js";
import { knows, number, t } from "../language/language.js";
import { asProblem } from "../http/problem.js";
import { tellFailure } from "../http/retrying.js";
import { send } from "../http/wire.js";

const path = (id, what = "") => `/clientes/${encodeURIComponent(id)}${what}`;

// An answer with the ETag under which the next write goes, and with what the caller may do.
async function versioned(method, address, options) {
  const response = await send(method, address, options);
  const body = response.status === 204 ? null : await response.json();
  const may = (response.headers.get("Allow") ?? "").split(", ");
  return { body, tag: response.headers.get("ETag"), may };
}

export const readClient = (id) => versioned("GET", path(id));

export const readHistory = (id) => versioned("GET", path(id, "/cambios"));

export const changeClient = (id, match, body) => versioned("PATCH", path(id), { match, body });

export const removeClient = (id, match) => versioned("DELETE", path(id), { match });

export const mergeClients = (id, match, other) => versioned("POST", path(id, "/unir"), { match, body: { con: other } });

export const undoLast = (id, match) => versioned("POST", path(id, "/deshacer"), { match });

export function changed(detail) {
  dispatchEvent(new CustomEvent("clients-changed", { detail }));
}

// Say what was done, and take it back if the user says so: `writes` are { id, tag }.
export function done(text, writes) {
  offer(text, "undo", () => takeBack(writes));
}

// All of them, the last one first; a client that somebody has changed since stays as it is, which is said.
async function takeBack(writes) {
  const [left, problems] = [[], []];
  for (const write of [...writes].reverse()) {
    await undoLast(write.id, write.tag).catch((error) => {
      left.unshift(write);
      problems.push(asProblem(error));
    });
  }
  changed();
  if (!left.length) return toast(t("undone"));
  const words = [t("undone_part", { n: left.length, total: number(writes.length) }), wordsOf(problems[0])].join(" ");
  return tellFailure(problems[0], () => takeBack(left), () => words);
}

export const wordsOf = (problem) => (knows(`client_problem_${problem.status}`) ? t(`client_problem_${problem.status}`) : problem.words);
