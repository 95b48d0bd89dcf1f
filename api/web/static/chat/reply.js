// What a reply says, line by line: clients created, clients found, and words. The service writes the lines from
// templates (graph/turn/texts.py), so their form is known; a line of any other form is words.

const CREATED = /^✅ (?:Cliente creado|Client created): (.+) \(([^()\s]+@[^()\s]+)\)$/;
const FOUND = /^- (.+) \| ([^|\s]+@[^|\s]+)(?: \| (.+))?$/;

// Changes, deletions and taking back: done, asked about, refused.
const CHANGED = new RegExp(
  [
    "^(?:↩️|✅ (?!Cliente creado|Client created)",
    "(?:⚠️ )?No he (?:hecho|cambiado|borrado|recuperado|deshecho) |⚠️ No lo puedo recuperar|Pueden ser \\d|No queda nada que deshacer",
    "Nothing is (?:done|changed|deleted|restored) yet|⚠️ I (?:did|changed|cannot) |It may be one of \\d|There is nothing left to undo)",
  ].join("|"),
  "mu",
);

// What a reply with this decision is called: "crear" is every write to the directory, and what is asked before it.
export const labelOf = (decision, text) => (decision === "crear" && CHANGED.test(text) ? "cambiar" : decision);

export function piecesOf(text) {
  const pieces = [];
  for (const line of text.split("\n")) {
    const piece = pieceOf(line);
    const last = pieces.at(-1);
    if (last?.kind === piece.kind) last.lines.push(...piece.lines);
    else pieces.push(piece);
  }
  return pieces;
}

function pieceOf(line) {
  const created = CREATED.exec(line);
  if (created) return { kind: "created", lines: [{ name: created[1], email: created[2] }] };
  const found = FOUND.exec(line);
  if (found) return { kind: "found", lines: [{ name: found[1], email: found[2], note: found[3] || "" }] };
  return { kind: "words", lines: [line] };
}

// The decision of a reply whose turn was not watched: the transcript does not tell it.
export function decisionOf(text) {
  const kinds = new Set(piecesOf(text).map((piece) => piece.kind));
  if (kinds.has("created") || CHANGED.test(text)) return "crear";
  return kinds.has("found") ? "consultar" : null;
}
