// The form for a new client; what the service refuses is said beside its field, and nothing typed is lost.

import { toast } from "../shell/announce.js";
import { openDialog } from "../shell/dialogs.js";
import { h } from "../shell/dom.js";
import { t } from "../language/language.js";
import { asProblem } from "../http/problem.js";
import { ask } from "../http/wire.js";

const OF_CODE = { email_taken: "email" };

export async function newClient() {
  const fields = {
    nombre: field("nombre", "name", { autocomplete: "off", maxlength: 200, dir: "auto" }),
    email: field("email", "email", { type: "email", autocomplete: "off", maxlength: 254 }),
  };
  const other = h("p", { class: "notice bad", role: "alert", hidden: true });
  await openDialog({
    title: "new_client",
    className: "narrow",
    content: [other, ...Object.values(fields).map(({ node }) => node)],
    actions: [h("button", { class: "primary", t: "create_client" })],
    act: (values) => create(values, fields, other),
  });
}

async function create({ nombre, email }, fields, other) {
  for (const { complain } of Object.values(fields)) complain("");
  other.hidden = true;
  const missing = Object.entries({ nombre, email }).filter(([, value]) => !value.trim());
  for (const [name] of missing) fields[name].complain(t("required"));
  if (missing.length) return fields[missing[0][0]].input.focus();
  try {
    const made = await ask("POST", "/clientes", { body: { nombre, email } });
    toast(t("client_created_named", { name: made.nombre }));
    dispatchEvent(new CustomEvent("clients-changed", { detail: made }));
    return made;
  } catch (error) {
    return refuse(asProblem(error), fields, other);
  }
}

function refuse(problem, fields, other) {
  const named = problem.errors.map(({ campo }) => campo).concat(OF_CODE[problem.code] ?? []).filter((name) => fields[name]);
  for (const name of named) fields[name].complain(wordsFor(problem, name));
  if (named.length) return fields[named[0]].input.focus();
  other.textContent = problem.words;
  other.hidden = false;
  return undefined;
}

function wordsFor(problem, name) {
  return problem.code === "email_taken" ? problem.words : t(`invalid_${name}`);
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
