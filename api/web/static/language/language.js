// Which language the page speaks, and saying it: elements name their text, so that a switch is one walk.

import { EN } from "../language/texts-en.js";
import { ES } from "../language/texts-es.js";

const TEXTS = { es: ES, en: EN };
const ATTRIBUTES = ["aria-label", "placeholder", "title"];

export const language = () => (document.documentElement.lang === "en" ? "en" : "es");

export const knows = (key) => key in TEXTS[language()];

// The text, with {name} replaced; `n` chooses between `key_one` and `key`.
export function t(key, values = {}) {
  const texts = TEXTS[language()];
  const text = (values.n === 1 && texts[`${key}_one`]) || texts[key] || key;
  return text.replace(/\{(\w+)\}/g, (_, name) => isolated(String(values[name] ?? "")));
}

// A name that is written from right to left must not turn the sentence round it.
const isolated = (text) => (/[\u0590-\u08ff\ufb1d-\ufefc]/.test(text) ? `\u2068${text}\u2069` : text);

// Say what one element names: its text, its attributes, its time.
export function say(node) {
  const values = node.dataset.values ? JSON.parse(node.dataset.values) : {};
  if (node.dataset.t) node.textContent = t(node.dataset.t, values);
  for (const name of ATTRIBUTES) {
    const key = node.getAttribute(`data-t-${name}`);
    if (key) node.setAttribute(name, t(key, values));
  }
  if (node.dataset.as) node.textContent = FORMATS[node.dataset.as](new Date(node.dateTime));
}

function sayAll(root = document) {
  for (const node of root.querySelectorAll(SPOKEN)) say(node);
}

const SPOKEN = ["[data-t]", "[data-as]", ...ATTRIBUTES.map((name) => `[data-t-${name}]`)].join(",");

export function speak(chosen) {
  document.documentElement.lang = chosen;
  document.title = t("app");
  sayAll();
  dispatchEvent(new CustomEvent("spoken"));
}

export const number = (value) => new Intl.NumberFormat(language()).format(value);

// The service's, so that a client's day is the one that replies and filters mean.
const zone = () => document.documentElement.dataset.zone;

const date = (options) => (at) => new Intl.DateTimeFormat(language(), options).format(at);

// How <time data-as="..."> reads.
export const FORMATS = {
  clock: date({ hour: "2-digit", minute: "2-digit" }),
  day: (at) => date({ day: "numeric", month: "short", year: "numeric", timeZone: zone() })(at),
  moment: date({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }),
  brief: date({ day: "numeric", month: "short" }),
  weekday: (at) => {
    const days = Math.round((midnight(new Date()) - midnight(at)) / 86400000);
    if (days < 2) return t(days < 1 ? "today" : "yesterday");
    return date({ weekday: "long", day: "numeric", month: "long" })(at);
  },
  ago: (at) => {
    const days = Math.round((midnight(new Date()) - midnight(at)) / 86400000);
    if (days < 1) return FORMATS.clock(at);
    return days < 2 ? t("yesterday") : FORMATS.brief(at);
  },
};

const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate());
