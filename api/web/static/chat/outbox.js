// Messages on their way. Each is a turn with a key of its own, and is sent with it until it is answered, so that
// it is neither lost nor done twice: over dropped lines, a server that dies, and reloads of the page. It leaves with
// no other key than its writer's.

import { tab } from "../shell/keep.js";
import { holder } from "../http/credential.js";
import { newKey } from "../http/key.js";
import { asProblem, Problem } from "../http/problem.js";
import { asking } from "../http/signin.js";
import { events } from "../http/sse.js";
import { send } from "../http/wire.js";

const KEPT = "pendientes";
const SILENCE = 75; // seconds without a word from the server, which itself waits 30 for a model
const PATIENCE = 90; // seconds without a word, in all; then the user decides
const PAUSES = [0.4, 1, 2, 3, 4, 5, 5, 10, 10, 20, 29]; // seconds before each further try

const STOPPED = 499; // as proxies call a request that its client gave up

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

// The user waits no longer. The server may have the message; sending it again fetches its answer, as the key is the same.
export function halt(session) {
  const turn = turns.get(session);
  if (!turn) return;
  turn.halted = true;
  turn.stop?.abort();
  turn.wake?.();
}

export function drop(session) {
  const turn = turns.get(session);
  turn?.stop?.abort();
  turns.delete(session);
  remember();
  return turn;
}

async function run(turn) {
  Object.assign(turn, { halted: false, until: Date.now() + PATIENCE * 1000 });
  for (let attempt = 0; turns.get(turn.session) === turn; attempt += 1) {
    tell(turn, { phase: "sending", partial: "", problem: null });
    try {
      return done(turn, await answered(turn));
    } catch (error) {
      turn.problem = asProblem(error);
    }
    if (turn.problem.code === "other_key" && isOfWhoSignsIn(turn)) continue;
    if (!turn.problem.passing || !(await pause(turn, attempt))) return failed(turn);
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
  if (turn.halted) turn.problem = new Problem({ status: STOPPED, code: "stopped" });
  tell(turn, { phase: "failed" });
  remember();
}

async function answered(turn) {
  const stop = new AbortController();
  turn.stop = stop;
  const tired = () => (asking() ? heard() : stop.abort()); // signing in takes the time that it takes
  const listen = () => setTimeout(tired, Math.min(SILENCE * 1000, turn.until - Date.now()));
  let silence = listen();
  const heard = () => {
    clearTimeout(silence);
    turn.until = Date.now() + PATIENCE * 1000;
    silence = listen();
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

// Wait before another try, telling every second how long; `retry` and a line that is back end the wait. False when there
// is no time for one; what the service asked to wait for counts as its word.
function pause(turn, attempt) {
  const asked = turn.problem.retryAfter;
  const seconds = Math.max(PAUSES[attempt], asked);
  turn.until += asked * 1000;
  if (turn.halted || !(Date.now() + seconds * 1000 < turn.until)) return false;
  return new Promise((resolve) => {
    const until = Date.now() + seconds * 1000;
    const wake = () => {
      clearInterval(clock);
      removeEventListener("online", wake);
      turn.wake = null;
      resolve(!turn.halted);
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
