// The command palette: one field for what the page can do, and for sessions and clients by name.

import { asProblem, Problem } from "../http/problem.js";
import { t } from "../language/language.js";
import { openDialog } from "../shell/dialogs.js";
import { h } from "../shell/dom.js";

const PAUSE = 150; // milliseconds without a key before the service is asked

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// `commands` and what `find(text)` resolves with are { label, note, run }; the chosen one is run.
export async function openPalette(commands, find) {
  let [options, active, latest, typing] = [[], 0, 0, null];
  const input = h("input", { role: "combobox", "aria-expanded": "true", "aria-autocomplete": "list", "aria-controls": "options", "t-aria-label": "palette", "t-placeholder": "palette_hint", maxlength: 200, dir: "auto", autocomplete: "off", spellcheck: "false" });
  const box = h("ul", { id: "options", role: "listbox", "t-aria-label": "palette" });
  const status = h("p", { class: "quiet", role: "status" });

  const point = (place) => {
    active = place;
    [...box.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
    box.children[active]?.scrollIntoView({ block: "nearest" });
    if (options.length) input.setAttribute("aria-activedescendant", `option-${active}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const show = (found) => {
    options = found;
    box.replaceChildren(...options.map(({ label, note }, place) => option(place, label, note, () => { point(place); input.form.requestSubmit(); })));
    box.hidden = !options.length;
    point(0);
  };
  const tell = (words) => {
    status.textContent = words;
    status.hidden = !words;
  };
  const search = () => {
    const [text, run] = [input.value.trim(), (latest += 1)];
    const words = plain(text).split(/\s+/);
    const mine = commands.filter(({ label }) => words.every((word) => plain(label).includes(word)));
    show(mine);
    tell(mine.length ? "" : t("palette_searching"));
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const found = await find(text).catch(asProblem);
      const kept = active;
      if (run !== latest) return;
      if (found instanceof Problem) return tell(found.words); // the page's own commands work all the same
      show([...mine, ...found]);
      tell(options.length ? "" : t("palette_none"));
      point(Math.min(kept, options.length - 1));
    }, PAUSE);
  };
  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !options.length) return;
    event.preventDefault();
    point((active + step + options.length) % options.length);
  });
  search();
  const chosen = await openDialog({ title: "palette", className: "palette", content: [input, box, status], act: () => options[active] });
  latest = -1; // what is still asked for comes too late
  chosen?.run();
}

function option(place, label, note, click) {
  const name = h("span", { class: "name", dir: "auto" }, label);
  return h("li", { id: `option-${place}`, role: "option", on: { click } }, name, note && h("span", { class: "note", dir: "auto" }, note));
}
