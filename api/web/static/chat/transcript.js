// Pages of a session's transcript. A message's place is its number in the session, from 0.

import { ask, query } from "../http/wire.js";

export const PAGE = 50;
export const MOST = 200;

// The newest messages, or those before a place: { total, first, messages }.
export async function readPage(session, before = null, limite = PAGE) {
  const path = query("/history", { limite, antes: before });
  const { historial, total_mensajes: total } = await ask("GET", path, { session });
  return { total, first: (before ?? total) - historial.length, messages: historial };
}
