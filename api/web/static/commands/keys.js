// The keys that the page knows, in a dialog.

import { openDialog } from "../shell/dialogs.js";
import { h } from "../shell/dom.js";

const KEYS = {
  "Ctrl+K": "key_palette",
  "/": "key_search",
  "Alt+N": "new_conversation",
  Enter: "key_send",
  "Shift+Enter": "key_line",
  "↑": "key_edit",
  "↑ ↓": "key_list",
  Esc: "key_close",
  "?": "keys_title",
};

export function showKeys() {
  const rows = Object.entries(KEYS).map(([key, does]) => [h("dt", {}, h("kbd", {}, key)), h("dd", { t: does })]);
  return openDialog({ title: "keys_title", className: "narrow", content: [h("dl", { class: "facts" }, rows)] });
}
