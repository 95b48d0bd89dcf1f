// What a trial of a file says: which columns it has, what becomes of its rows, and some of them.

import { h } from "../shell/dom.js";
import { number, t } from "../language/language.js";

const ROLES = ["", "nombre", "apellidos", "email"];
const OUTCOMES = [["nuevas", "import_new"], ["ya_estaban", "import_known"], ["repetidas", "import_repeated"], ["no_validas", "import_invalid"]];
const STATES = { nueva: "import_new", ya_esta: "import_known", repetida: "import_repeated", no_valida: "import_invalid" };

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
  const line = ({ fila, estado, nombre, email, motivo }) =>
    h("tr", { class: estado }, h("td", {}, String(fila)), h("td", { dir: "auto" }, nombre), h("td", {}, email), h("td", {}, h("b", { t: STATES[estado] }), motivo && ` · ${motivo}`));
  return h("div", { class: "framed", tabindex: "0", role: "region", "t-aria-label": "import_preview" }, h("table", {}, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, filas.map(line))));
}
