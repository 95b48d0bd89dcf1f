// What can be done with a session of the list: name it, save it as a file, delete it.

import { announce, patiently, toast } from "../shell/announce.js";
import { asked, confirmed } from "../shell/dialogs.js";
import { saveFile } from "../http/download.js";
import { t } from "../language/language.js";
import { drop } from "../chat/outbox.js";
import { tellFailure } from "../http/retrying.js";
import { ask, send } from "../http/wire.js";

// Told when a session is not as it was: "listed" or "deleted".
function tell(what, session) {
  dispatchEvent(new CustomEvent("session-changed", { detail: { what, session } }));
}

export async function renameSession({ session_id: session, titulo: value }) {
  const titulo = await asked({ title: "rename_title", label: "title_label", value, action: "save_name", longest: 120 });
  if (titulo === null) return;
  await trying(async () => {
    await ask("PATCH", "/sesiones", { session, body: { titulo } });
    tell("listed", session);
    announce(t("renamed"));
  });
}

export async function deleteSession({ session_id: session, titulo: title }) {
  if (!(await confirmed({ title: "delete_title", text: "delete_text", values: { title }, action: "delete_action" }))) return;
  await trying(async () => {
    await ask("DELETE", "/history", { session });
    drop(session);
    tell("deleted", session);
    toast(t("deleted"));
  });
}

export async function saveSession({ session_id: session, titulo }) {
  await trying(async () => {
    const response = await send("GET", "/sesiones/export?formato=markdown", { session, accept: "*/*" });
    await saveFile(response, `${titulo.replace(/[^\p{L}\p{N} _-]/gu, "").trim() || "sesion"}.md`);
  });
}

// A service that has no such route offers nothing to save with; its index names its routes.
export async function hideSavingWhereItIsMissing() {
  const { endpoints } = await ask("GET", "/").catch(() => ({ endpoints: {} }));
  document.body.classList.toggle("no-saving", !("GET /sesiones/export" in endpoints));
}

async function trying(action) {
  try {
    await patiently(action(), { shown: false });
  } catch (error) {
    tellFailure(error, () => trying(action));
  }
}
