// What a trial of a file says: which columns it has, what becomes of its rows, and some of them.

import { h } from "../shell/dom.js";
import { number, t } from "../language/language.js";

const ROLES = ["", "nombre", "apellidos", "email"];
const OUTCOMES = [["nuevas", "import_new"], ["ya_estaban", "import_known"], ["repetidas", "import_repeated"], ["no_validas", "import_invalid"]];

// A choice for each column of a table; a vCard has none.
export function columnChoices({ formato, columnas }, chosen) {
  if (formato !== "csv" || !columnas.length) return null;
  const chooser = ({ titulo, campo, ejemplos }, place) => {
    const options = ROLES.map((role) => h("option", { value: role, selected: role === (campo ?? ""), t: `import_role_${role || "none"}` }));
    const title = titulo || t("import_column", { place: place + 1 });
    return h("label", {}, h("span", { dir: "auto" }, title), h("select", {}, options), h("span", { class: "quiet example", dir: "auto" }, ejemplos[0] ?? ""));
  };
  const box = h("fieldset", { class: "columns" }, h("legend", { t: "import_columns" }), columnas.map(chooser));
  box.addEventListener("change", () => chosen([...box.querySelectorAll("select")].map(({ value }) => value)));
  return box;
}

export function outcomes(report) {
  return h("dl", { class: "outcomes" }, OUTCOMES.map(([name, key]) => h("div", {}, h("dt", { t: key }), h("dd", {}, number(report[name])))));
}

export function sample({ filas }) {
  const heads = ["import_row", "name", "email", "import_outcome"].map((key) => h("th", { scope: "col", t: key }));
  const line = (row) => {
    const result = h("td", {}, h("b", { t: `import_row_${row.estado}` }), row.motivo && ` · ${reason(row)}`);
    return h("tr", { class: row.estado }, h("td", {}, String(row.fila)), h("td", { dir: "auto" }, row.nombre), h("td", {}, row.email), result);
  };
  return h("div", { class: "framed", tabindex: "0", role: "region", "t-aria-label": "import_preview" }, h("table", {}, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, filas.map(line))));
}

// In the page's language; the service's sentence, where it tells more than the row does.
function reason({ motivo, campo, [campo]: value }) {
  if (campo) return t(value ? `invalid_${campo}` : "required");
  const [, name] = /: (.+) \(id \d+\)\.$/.exec(motivo) ?? [];
  if (name) return t("email_taken_by", { name });
  const [, row] = /fila (\d+)\.$/.exec(motivo) ?? [];
  return row ? t("import_same_as", { row }) : motivo;
}
