// How many messages of each session this browser has shown; a session with more is unread.

import { device } from "../shell/keep.js";

const NAME = "leidos";
const MOST = 500; // sessions; the oldest are forgotten, and count as read

export function isUnread({ session_id: id, total_mensajes: total }) {
  const seen = device.read(NAME, {});
  if (id in seen) return total > seen[id];
  markRead(id, total); // the first that is heard of it
  return false;
}

export function markRead(id, total) {
  const { [id]: _, ...others } = device.read(NAME, {});
  const kept = Object.entries(others).slice(1 - MOST);
  device.set(NAME, JSON.stringify(Object.fromEntries([...kept, [id, total]])));
}
