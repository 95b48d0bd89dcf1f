// The keys that the page knows, in a dialog.

import { openDialog } from "../shell/dialogs.js";
import { h } from "../shell/dom.js";
import { MAC } from "../shell/keyboard.js";
import { t } from "../language/language.js";

const CONTROL = MAC ? "⌘" : "Ctrl+";
const keys = () => ({
  [`${CONTROL}K`]: "key_palette",
  "/": "key_search",
  "Alt+N": "new_conversation",
  [t("enter_key")]: "key_send",
  [t("shift_enter_key")]: "key_line",
  "↑": "key_edit",
  "↑ ↓": "key_list",
  [`${CONTROL}Z`]: "key_undo",
  Esc: "key_close",
  "?": "keys_title",
});

export function showKeys() {
  const rows = Object.entries(keys()).map(([key, does]) => [h("dt", {}, h("kbd", {}, key)), h("dd", { t: does })]);
  return openDialog({ title: "keys_title", className: "narrow", content: [h("dl", { class: "facts" }, rows)] });
}
