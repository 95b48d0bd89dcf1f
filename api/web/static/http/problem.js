// What went wrong, in the words of the page's language; the service's own sentence where we have none.

import { h } from "../shell/dom.js";
import { knows, t } from "../language/language.js";

export class Problem extends Error {
  constructor({ status = 0, code = "unreachable", detail = "", errors = [], retryAfter = 0 } = {}) {
    super(code);
    Object.assign(this, { status, code, detail, errors: errors ?? [], retryAfter });
  }

  // Whether the same request may succeed by itself a little later.
  get passing() {
    return [0, 408, 429, 502, 503, 504].includes(this.status);
  }

  get key() {
    const known = [this.code, this.status].map((one) => `problem_${one}`).find(knows);
    return known ?? (this.detail ? null : "problem_500");
  }

  get words() {
    return this.key ? t(this.key) : this.detail;
  }

  // As a paragraph, which follows a switch of languages.
  get line() {
    return h("p", { t: this.key }, this.detail);
  }
}

export async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  return new Problem({ ...body, status: response.status, code: body.code || "unknown", retryAfter });
}

export const asProblem = (error) => (error instanceof Problem ? error : new Problem());
