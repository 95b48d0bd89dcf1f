// A response's body as a file on the user's disk: a link could carry no headers, and so no session and no sign-in.

import { h } from "../shell/dom.js";

export async function saveFile(response, name) {
  const url = URL.createObjectURL(await response.blob());
  const link = h("a", { href: url, download: name, class: "hidden" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
