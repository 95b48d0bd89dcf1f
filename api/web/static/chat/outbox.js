// Messages on their way. Each is a turn with a key of its own, and is sent with it until it is answered, so that
// it is neither lost nor done twice: over dropped lines, a server that dies, and reloads of the page. It leaves with
// no other key than its writer's.

import { tab } from "/static/shell/keep.js";
import { holder } from "/static/http/credential.js";
import { newKey } from "/static/http/key.js";
import { asProblem, Problem } from "/static/http/problem.js";
import { events } from "/static/http/sse.js";
import { send } from "/static/http/wire.js";

const KEPT = "pendientes";
const SILENCE = 75; // seconds without a word from the server, which itself waits 30 for a model
const PAUSES = [0.4, 1, 2, 3, 4, 5, 5, 10, 10, 20, 30]; // seconds before each further try; then the user decides

const turns = new Map();

export const turnOf = (session) => turns.get(session);

// Turns that were under way when the page was left. What was refused for good waits for its user's decision.
export function resume() {
  for (const { by = "", refused, ...kept } of tab.read(KEPT, [])) {
    const turn = { ...kept, by, phase: refused ? "failed" : "sending", problem: refused && new Problem(refused) };
    turns.set(turn.session, turn);
    if (!refused) run(turn);
  }
}

export function post(session, text) {
  const turn = { session, text, key: newKey(), by: holder(), phase: "sending", fresh: true };
  turns.set(session, turn);
  remember();
  run(turn);
}

export function retry(session) {
  const turn = turns.get(session);
  if (turn?.wake) turn.wake();
  else if (turn?.phase === "failed") {
    run(turn);
    remember();
  }
}

export function drop(session) {
  turns.get(session)?.stop?.abort();
  turns.delete(session);
  remember();
}

async function run(turn) {
  for (let attempt = 0; turns.get(turn.session) === turn; attempt += 1) {
    tell(turn, { phase: "sending", partial: "", problem: null });
    try {
      return done(turn, await answered(turn));
    } catch (error) {
      turn.problem = asProblem(error);
    }
    if (turn.problem.code === "other_key" && isOfWhoSignsIn(turn)) continue;
    if (!turn.problem.passing || attempt >= PAUSES.length) return failed(turn);
    await pause(turn, Math.max(PAUSES[attempt], turn.problem.retryAfter));
  }
}

// A message that asked its user to sign in goes with the key that was given there and then, and later with no other.
function isOfWhoSignsIn(turn) {
  if (turn.by || !turn.fresh) return false;
  turn.by = holder();
  remember();
  return true;
}

function failed(turn) {
  turn.fresh = false;
  tell(turn, { phase: "failed" });
  remember();
}

async function answered(turn) {
  const stop = new AbortController();
  turn.stop = stop;
  let silence = setTimeout(() => stop.abort(), SILENCE * 1000);
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => stop.abort(), SILENCE * 1000);
  };
  try {
    const { session, key, text, by } = turn;
    const options = { session, key, by, body: { mensaje: text }, accept: "text/event-stream", signal: stop.signal };
    const response = await send("POST", "/chat/stream", options);
    for await (const { name, data } of events(response, stop.signal)) {
      heard();
      if (name === "fin") return data;
      if (name === "error") throw new Problem(data);
      note(turn, name, data);
    }
  } finally {
    clearTimeout(silence);
  }
  throw new Problem(); // the line ended before the answer did
}

function note(turn, name, data) {
  if (name === "inicio") tell(turn, { phase: "thinking" });
  if (name === "respuesta") tell(turn, { partial: turn.partial + data.texto });
}

// Wait, telling every second how long; `retry` and a line that is back end the wait.
function pause(turn, seconds) {
  return new Promise((resolve) => {
    const until = Date.now() + seconds * 1000;
    const wake = () => {
      clearInterval(clock);
      removeEventListener("online", wake);
      turn.wake = null;
      resolve();
    };
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      if (left <= 0 || turns.get(turn.session) !== turn) wake();
      else tell(turn, { phase: "waiting", seconds: left });
    };
    const clock = setInterval(tick, 200);
    addEventListener("online", wake);
    turn.wake = wake;
    tick();
  });
}

function done(turn, answer) {
  if (turns.get(turn.session) === turn) turns.delete(turn.session);
  remember();
  tell(turn, { phase: "done", answer });
}

function tell(turn, news) {
  Object.assign(turn, news);
  dispatchEvent(new CustomEvent("turn", { detail: turn }));
}

function remember() {
  const kept = [...turns.values()].map(({ session, text, key, by, phase, problem }) => {
    const refused = phase === "failed" && !problem.passing ? { ...problem } : undefined;
    return { session, text, key, by, refused };
  });
  tab.set(KEPT, JSON.stringify(kept));
}
