// Where the conversation is scrolled to: the newest message stays in view, and what is read does not jump.

import { byId } from "../shell/dom.js";

const NEAR = 90; // pixels from the end that count as the end

const pane = () => byId("scroller");

const MARGIN = 16; // pixels above an answer that is shown from its top

let topped = null; // the answer that was last shown from its top
let pinned = true; // whether the end is to stay in view, whatever grows above or below it

export const atBottom = () => pinned;

export function toBottom() {
  pinned = true;
  pane().scrollTop = pane().scrollHeight;
}

// A conversation that has not begun is read from its welcome on.
export function toTop() {
  pinned = false;
  pane().scrollTop = 0;
}

// An answer comes, or grows: its end stays in view, unless it is longer than the view; then its top is shown, once.
export function follow(item) {
  if (item === topped || item.offsetHeight < pane().clientHeight) return toBottom();
  topped = item;
  pinned = false;
  pane().scrollTop += item.getBoundingClientRect().top - pane().getBoundingClientRect().top - MARGIN;
}

// Put something else in the place of what is read.
export function keepPlace(change) {
  const place = pane().scrollTop;
  change();
  pane().scrollTop = place;
}

const isAtEnd = () => pane().scrollHeight - pane().scrollTop - pane().clientHeight < NEAR;

// Change what is above, and leave what is in view where it is.
export function keepView(change) {
  const edge = pane().getBoundingClientRect().top;
  const read = [...byId("messages").children].find((item) => item.getBoundingClientRect().bottom > edge);
  const top = read?.getBoundingClientRect().top;
  change();
  if (read) pane().scrollTop += read.getBoundingClientRect().top - top;
}

// Load older messages when their end comes near; offer a way down when the newest are out of view.
export function watchScrolling({ older, hasOlder }) {
  const down = byId("to-newest");
  let loading = false;
  const look = async () => {
    pinned = isAtEnd() && byId("conversation").dataset.state !== "empty"; // a welcome is read from its top
    down.hidden = isAtEnd();
    if (loading || !hasOlder() || pane().scrollTop > 600) return;
    loading = true;
    await older().catch(() => {}); // scrolling on tries again
    loading = false;
  };
  pane().addEventListener("scroll", look, { passive: true });
  down.addEventListener("click", () => {
    toBottom();
    byId("message").focus();
  });
  const resized = new ResizeObserver(() => (pinned ? toBottom() : look()));
  for (const box of [pane(), byId("messages"), byId("quick-replies")]) resized.observe(box);
}
