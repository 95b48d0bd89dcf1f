// What a reply says, taken along: as text, or its clients as cells for a spreadsheet.

import { toast } from "../shell/announce.js";
import { t } from "../language/language.js";
import { piecesOf } from "../chat/reply.js";

export async function copy(text, done = "copied_text") {
  const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  toast(t(copied ? done : "not_copied"));
}

// A row for each client, "" when there is none.
export function cellsOf(text) {
  const clients = piecesOf(text).flatMap(({ kind, lines }) => (kind === "words" ? [] : lines));
  const rows = clients.map(({ name, email, note }) => [name, email, note].filter(Boolean).map(harmless).join("\t"));
  return rows.join("\n");
}

// A spreadsheet would run such a cell as a formula.
const harmless = (cell) => (/^[=+\-@]/.test(cell) ? `'${cell}` : cell);
