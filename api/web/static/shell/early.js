// Before the first paint: the remembered colours and language. A classic script, so that nothing flashes.
(() => {
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // storage is forbidden here
    }
  };
  const root = document.documentElement;
  const theme = kept("tema");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    root.dataset.colours = root.dataset.theme || (system.matches ? "dark" : "light");
  };
  for (const [source, event] of [[system, "change"], [window, "theme"]]) source.addEventListener(event, paint);
  paint();
  const spoken = (navigator.languages || [navigator.language]).find((one) => /^(es|en)\b/i.test(one));
  root.lang = kept("idioma") || (spoken || "es").slice(0, 2).toLowerCase();
})();
