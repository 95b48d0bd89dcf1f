// The page put together: who tells whom.

import { announce } from "./shell/announce.js";
import { startAppearance } from "./shell/appearance.js";
import { busy, dropDraft, showDraft, startComposer, takeDraftAlong, write, written } from "./chat/composer.js";
import { hasOlder, isEmpty, older, showMessage, showSession, showTurn, sync, whenGivenBack } from "./chat/conversation.js";
import { whenPressed } from "./chat/quick-replies.js";
import { showCommands } from "./commands/commands.js";
import { showKeys } from "./commands/keys.js";
import { directoryTitle, showDirectory, startDirectory } from "./directory/directory.js";
import { byId } from "./shell/dom.js";
import { startKeyboard } from "./shell/keyboard.js";
import { language, speak, t } from "./language/language.js";
import { holder } from "./http/credential.js";
import { emptyAll, keepField } from "./shell/keep.js";
import { drop, post, resume, turnOf } from "./chat/outbox.js";
import { showOverview, startOverview } from "./overview/overview.js";
import { watchScrolling } from "./chat/scrolling.js";
import { hideSavingWhereItIsMissing } from "./sessions/session-actions.js";
import { chooseSession, openSession, rememberSession, sessionToWriteIn } from "./sessions/session.js";
import { listSessions, startSessions, titleOf } from "./sessions/sessions.js";
import { onReturn, onTabs, tellTabs } from "./shell/tabs.js";
import { closeSide, goTo, item, message, startSide, startViews, view } from "./shell/views.js";

// Open a session at its end, or at a message.
function choose(session, at = null) {
  const there = !goTo("conversation", session, at);
  closeSide();
  if (at === null) byId("message").focus();
  else if (there) showMessage(at);
}

const begin = () => choose(null);

function say(text) {
  const begins = !openSession();
  const session = sessionToWriteIn();
  if (turnOf(session)) return false;
  post(session, text);
  if (begins) takeDraftAlong();
  return true;
}

// A press on one of several answers; while another message is on its way it waits in the composer.
function sayOrWrite(text) {
  if (!say(text)) write(written() || text);
  (matchMedia("(pointer: fine)").matches ? byId("message") : byId("main")).focus();
}

// What the user wrote comes back to be changed, or to be said in another session.
function giveBack({ text }, { elsewhere }) {
  if (elsewhere) begin();
  write([text, written()].filter(Boolean).join("\n"));
  work();
  sync(); // the server may have it nevertheless
}

function work() {
  const turn = openSession() && turnOf(openSession());
  busy(Boolean(turn));
}

function heading() {
  const title = (openSession() && titleOf(openSession())) || t(isEmpty() ? "new_conversation" : "conversation");
  byId("title").textContent = title;
  document.title = `${directoryTitle() ?? (view() === "conversation" ? title : t(view()))} · ${t("app")}`;
}

// A session is gone, here or in another tab.
function gone(session) {
  drop(session);
  dropDraft(session);
  if (session !== openSession()) return;
  chooseSession(null);
  byId("conversation-problem").textContent = t("open_one_deleted");
}

// The user leaves, here or in another tab: nothing of theirs stays for who comes next.
function leave() {
  emptyAll();
  addEventListener("pageshow", () => location.reload()); // should Back bring this page to life again
  location.replace(location.pathname);
}

// Another person's key takes the place of one that expired: the open conversation was not theirs.
let who = holder();
addEventListener("credential", () => {
  const [before, now] = [who, holder()];
  who = now || before;
  if (before && now && before !== now) chooseSession(null);
});

// A reply in words, and what it offers.
function spoken({ respuesta: words, acciones = [] }) {
  const labels = acciones.map(({ etiqueta }) => etiqueta).join(", ");
  return [t("answered", { words }), labels && t("offered", { labels })].filter(Boolean).join("\n");
}

addEventListener("session", ({ detail: session }) => {
  showDraft();
  showSession(session).then(listSessions);
  heading();
  work();
});
addEventListener("turn", ({ detail: turn }) => {
  showTurn(turn);
  work();
  if (turn.phase === "failed" && turn.session === openSession()) announce(turn.problem.words);
  if (turn.phase !== "done") return;
  if (turn.session === openSession()) announce(spoken(turn.answer));
  sync().then(listSessions);
  tellTabs("changed", turn.session);
});
addEventListener("session-changed", ({ detail: { what, session } }) => {
  tellTabs(what, session);
  if (what === "deleted") gone(session);
  listSessions();
});
addEventListener("listed", heading);
addEventListener("titled", heading);
addEventListener("spoken", heading);
addEventListener("edit", ({ detail: text }) => write(written() === text ? text : [text, written()].filter(Boolean).join("\n")));
addEventListener("ask", ({ detail: text }) => {
  begin();
  say(text);
});
onTabs((what, session) => {
  if (what === "left") return leave();
  if (what === "deleted") gone(session);
  else if (session === openSession()) sync().then(listSessions);
  if (session !== openSession()) listSessions();
});
onReturn(() => {
  sync();
  listSessions();
});

speak(language());
startAppearance({
  leave: () => {
    tellTabs("left");
    leave();
  },
});
startSide();
for (const id of ["session-search", "client-search", "span"]) keepField(byId(id));
startSessions({ choose });
startDirectory();
startOverview();
startKeyboard({ begin, palette: () => showCommands({ begin, choose }), keys: showKeys });
byId("open-palette").addEventListener("click", () => showCommands({ begin, choose }));
rememberSession();
startComposer(say);
whenGivenBack(giveBack);
whenPressed(sayOrWrite);
watchScrolling({ older, hasOlder });
for (const button of document.querySelectorAll(".begin")) button.addEventListener("click", begin);
for (const button of document.querySelectorAll(".suggestion")) {
  button.addEventListener("click", () => sayOrWrite(button.textContent));
}
startViews((name, { changed }) => {
  if (name === "conversation" && item() !== openSession()) chooseSession(item());
  if (name === "directory") showDirectory(item(), { changed });
  if (name === "overview" && changed) showOverview();
  if (name === "conversation" && message() !== null) showMessage(message()).catch(() => {}); // it stays at its end
  else if (name === "conversation" && matchMedia("(pointer: fine)").matches) byId("message").focus();
  heading();
});
resume();
showSession(openSession()).then(listSessions).then(hideSavingWhereItIsMissing);
heading();
work();
