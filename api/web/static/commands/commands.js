// What the command palette offers: the page's own commands, and the sessions and clients that a text names.

import { credential } from "../http/credential.js";
import { ask, query } from "../http/wire.js";
import { language, t } from "../language/language.js";
import { byId } from "../shell/dom.js";
import { showKeys } from "../commands/keys.js";
import { openPalette } from "../commands/palette.js";
import { goTo } from "../shell/views.js";

const FOUND = 5; // of each kind

export function showCommands({ begin, choose }) {
  return openPalette(commands(begin), (text) => find(text, choose));
}

const readsOnly = () => document.body.matches(".reads-only");

function commands(begin) {
  const command = (key, run) => ({ label: t(key), run });
  return [
    ...(readsOnly() ? [] : [command("new_conversation", begin), command("new_client", newClient)]),
    command("conversation", () => document.querySelector("nav a").click()),
    command("directory", () => goTo("directory")),
    command("alike", () => goTo("directory", "duplicates")),
    command("overview", () => goTo("overview")),
    command("keys_title", showKeys),
    ...["system", "light", "dark"].filter((one) => one !== byId("theme").value).map((one) => command(`theme_${one}`, () => set("theme", one))),
    ...["es", "en"].filter((one) => one !== language()).map((one) => command(`speak_${one}`, () => set("language", one))),
    ...(credential() ? [command("sign_out", () => byId("sign-out").click())] : []),
  ];
}

function newClient() {
  goTo("directory");
  byId("new-client").click();
}

function set(id, value) {
  byId(id).value = value;
  byId(id).dispatchEvent(new Event("change"));
}

async function find(texto, choose) {
  const rows = (path, name) => ask("GET", query(path, { texto, limite: FOUND })).then((found) => found[name]);
  const [sessions, clients] = await Promise.all([rows("/sesiones", "sesiones"), texto ? rows("/clientes", "clientes") : []]);
  return [
    ...clients.map(({ id, nombre, email }) => ({ label: nombre, note: email, run: () => goTo("directory", String(id)) })),
    ...sessions.map(({ session_id: id, titulo, hallazgo: hit }) => ({ label: titulo, note: hit?.fragmento, run: () => choose(id, hit?.posicion) })),
  ];
}
