// One request to the service: the session's id and the credential in headers, errors as `Problem`.

import { credential, holder } from "../http/credential.js";
import { asProblem, Problem, problemOf } from "../http/problem.js";
import { askCredential } from "../http/signin.js";

const PATIENCE = 20; // seconds until an answer begins

// The response. A 401 asks the user to sign in, and then the request is made again. `by` is who may send it, as
// `holder` tells; undefined is anybody.
export async function send(method, path, { session, key, match, body, file, accept, signal, by } = {}) {
  const headers = { Accept: accept || "application/json" };
  if (session) headers["session-id"] = session;
  if (key) headers["Idempotency-Key"] = key;
  if (match) headers["If-Match"] = match;
  if (body) headers["Content-Type"] = "application/json";
  if (file) headers["Content-Type"] = "application/octet-stream";
  for (;;) {
    if (by && !credential() && !(await askCredential(null))) throw new Problem({ status: 401 });
    if (by !== undefined && by !== holder()) throw new Problem({ status: 403, code: "other_key" });
    const used = credential();
    if (used) headers.Authorization = `Bearer ${used}`;
    else delete headers.Authorization;
    const response = await reach(path, { method, headers, body: file ?? (body && JSON.stringify(body)), signal });
    if (response.status !== 401) return checked(response);
    const problem = await problemOf(response);
    if (!(await askCredential(used))) throw problem;
  }
}

export async function ask(method, path, options) {
  const response = await send(method, path, options);
  if (response.status === 204) return null;
  return response.json().catch((error) => {
    throw asProblem(error);
  });
}

export function query(path, values) {
  const each = Object.entries(values).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  const given = each.filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

// Paths are below the page's own, as a proxy may add a prefix.
// Who gives no signal gets no answer either from a server that hangs, and is told so after a while.
async function reach(path, options) {
  const stop = new AbortController();
  const patience = options.signal ? null : setTimeout(() => stop.abort(), PATIENCE * 1000);
  try {
    return await fetch(`.${path}`, { ...options, signal: options.signal ?? stop.signal, cache: "no-store", credentials: "omit", redirect: "error" });
  } catch (error) {
    throw asProblem(error);
  } finally {
    clearTimeout(patience);
  }
}

async function checked(response) {
  if (!response.ok) throw await problemOf(response);
  return response;
}
