// Charts as SVG made by code: columns by day, and the parts of a whole. Each comes with a table for those who read.

import { h, svg } from "../shell/dom.js";
import { FORMATS, number, t } from "../language/language.js";

const HEIGHT = 168;
const [RIGHT, TOP, BOTTOM] = [4, 10, 22];
const DIGIT = 7; // pixels, at most

// `days` are { at: Date, value, href }; the column under the pointer says its day and value, and leads to `href`, if any.
export function columns({ title, days, width, tone }) {
  const most = ceiling(Math.max(1, ...days.map(({ value }) => value)));
  const left = 16 + DIGIT * number(most).length;
  const [wide, high] = [width - left - RIGHT, HEIGHT - TOP - BOTTOM];
  const y = (value) => TOP + high - (high * value) / most;
  const step = wide / days.length;
  const bars = days.map(({ at, value, href }, place) => {
    const x = left + place * step;
    const [inner, gap] = [Math.max(1.5, step * 0.72), step * 0.14];
    const words = svg("title", {}, `${FORMATS.brief(at)}: ${number(value)}`);
    const column = value ? svg("rect", { class: "bar", x: x + gap, y: y(value), width: inner, height: y(0) - y(value), rx: Math.min(3, inner / 3) }) : null;
    const parts = [words, svg("rect", { class: "catch", x, y: TOP, width: step, height: high }), column];
    if (!href || !value) return svg("g", { class: "column" }, parts);
    return svg("a", { class: "column", href, "aria-label": t("clients_of_day", { n: value, day: FORMATS.brief(at) }) }, parts);
  });
  const lines = [0, most / 2, most].map((value) => [
    svg("line", { class: "grid", x1: left, x2: width - RIGHT, y1: y(value), y2: y(value) }),
    svg("text", { class: "tick", x: left - 7, y: y(value) + 4, "text-anchor": "end" }, number(value)),
  ]);
  const total = days.reduce((sum, { value }) => sum + value, 0);
  const label = t("chart_label", { title, total: number(total), days: days.length });
  const chart = { class: `chart ${tone}`, viewBox: `0 0 ${width} ${HEIGHT}`, role: days.some(({ href, value }) => href && value) ? "group" : "img", "aria-label": label };
  return svg("svg", chart, lines, bars, dates(days, step, left));
}

function dates(days, step, left) {
  const every = Math.ceil(days.length / Math.max(2, Math.floor((step * days.length) / 76)));
  return days.map(({ at }, place) => {
    if ((days.length - 1 - place) % every) return null;
    const last = place === days.length - 1;
    const x = left + (last ? (place + 1) * step : (place + 0.5) * step);
    return svg("text", { class: "tick", x, y: HEIGHT - 5, "text-anchor": last ? "end" : "middle" }, FORMATS.brief(at));
  });
}

// An even number of units on the axis, so that its middle is one, too.
function ceiling(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 4, 6, 8, 10].map((one) => one * unit).filter((one) => one >= value && (one / 2) % 1 === 0);
  return steps[0] ?? 2;
}

// `parts` are { name, value, tone }: one bar in their proportions, and what they are.
export function proportions({ title, parts }) {
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  let x = 0;
  const pieces = parts.map(({ name, value, tone }) => {
    const width = total ? (100 * value) / total : 0;
    const piece = svg("rect", { class: `part ${tone}`, x, y: 0, width, height: 10 }, svg("title", {}, `${name}: ${number(value)}`));
    x += width;
    return piece;
  });
  const label = `${title}: ${parts.map(({ name, value }) => `${name} ${number(value)}`).join(", ")}`;
  const legend = parts.map(({ name, value, tone }) =>
    h("li", {}, h("span", { class: `dot ${tone}`, "aria-hidden": "true" }), h("span", {}, name), h("b", {}, number(value))),
  );
  const bar = { class: "proportions", viewBox: "0 0 100 10", preserveAspectRatio: "none", role: "img", "aria-label": label };
  return [svg("svg", bar, pieces), h("ul", { class: "legend" }, legend)];
}

export function table({ caption, heads, rows }) {
  const line = ([first, ...others]) => h("tr", {}, h("th", { scope: "row" }, first), others.map((cell) => h("td", {}, cell)));
  const head = h("tr", {}, heads.map((cell) => h("th", { scope: "col" }, cell)));
  return h(
    "details",
    { class: "as-table" },
    h("summary", { t: "as_table" }),
    h("div", { class: "framed", tabindex: "0", role: "region", "aria-label": caption }, h("table", {}, h("caption", { class: "hidden" }, caption), h("thead", {}, head), h("tbody", {}, rows.map(line)))),
  );
}
