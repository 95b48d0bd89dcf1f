// Small things that outlive a reload. Storage may be forbidden or full; then they live as long as the page.

function shelf(name) {
  const spare = new Map();
  const real = () => window[name];
  return {
    get(key) {
      try {
        return real().getItem(key) ?? spare.get(key) ?? null;
      } catch {
        return spare.get(key) ?? null;
      }
    },
    set(key, value) {
      spare.set(key, value);
      try {
        real().setItem(key, value);
      } catch {
        // `spare` has it
      }
    },
    remove(key) {
      spare.delete(key);
      try {
        real().removeItem(key);
      } catch {
        // it never was there
      }
    },
    read(key, otherwise) {
      try {
        return JSON.parse(this.get(key)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
  };
}

export const device = shelf("localStorage");
export const tab = shelf("sessionStorage");
