// The fields of a client's form; what the service refuses is said beside its field.

import { h } from "../shell/dom.js";
import { t } from "../language/language.js";
import { ask, query } from "../http/wire.js";

const OF_CODE = { email_taken: "email" };

export const clientFields = () => ({
  nombre: field("nombre", "name", { autocomplete: "off", maxlength: 200, dir: "auto" }),
  email: field("email", "email", { type: "email", autocomplete: "off", maxlength: 254 }),
});

// Whether something is missing, which is said at its field; what was wrong before is forgotten.
export function isIncomplete(fields) {
  for (const { input, complain } of Object.values(fields)) complain(input.value.trim() ? "" : t("required"));
  const missing = Object.values(fields).find(({ input }) => !input.value.trim());
  missing?.input.focus();
  return Boolean(missing);
}

function field(name, key, attributes) {
  const input = h("input", { name, required: true, "aria-describedby": `${name}-error`, ...attributes });
  const error = h("span", { class: "error", id: `${name}-error`, role: "alert" });
  const complain = (words) => {
    error.textContent = words;
    if (words) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  return { input, complain, node: h("div", { class: "field" }, h("label", {}, h("span", { t: key }), input), error) };
}

export async function refuse(problem, fields, other, email) {
  const named = problem.errors.map(({ campo }) => campo).concat(OF_CODE[problem.code] ?? []).filter((name) => fields[name]);
  const holder = problem.code === "email_taken" ? await holderOf(email) : null;
  for (const name of named) fields[name].complain(holder ?? (problem.code === "email_taken" ? problem.words : t(`invalid_${name}`)));
  if (named.length) return fields[named[0]].input.focus();
  other.textContent = problem.words;
  other.hidden = false;
  return undefined;
}

async function holderOf(email) {
  const found = await ask("GET", query("/clientes", { email })).catch(() => ({ clientes: [] }));
  const [holder] = found.clientes;
  return holder ? t("email_taken_by", { name: holder.nombre }) : null;
}
