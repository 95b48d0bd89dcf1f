// What one tab tells the others of the same browser: sessions that changed, were renamed or deleted; that its user left.

const channel = "BroadcastChannel" in window ? new BroadcastChannel("recepcionista") : null;

// `what` is "changed", "listed" (its title), "deleted", or "left" without a session.
export function tellTabs(what, session) {
  channel?.postMessage({ what, session });
}

export function onTabs(listener) {
  channel?.addEventListener("message", ({ data }) => listener(data.what, data.session));
}

// Without news from others (another browser, a phone), looking again is what helps.
export function onReturn(listener) {
  addEventListener("focus", listener);
  document.addEventListener("visibilitychange", () => document.hidden || listener());
}
