// Small things that outlive a reload. Storage may be forbidden or full; then they live as long as the page.

const OF_THE_DEVICE = ["tema", "idioma"]; // these stay, whoever leaves
let emptied = false; // from then on nothing is kept: what was under way belongs to who has left

function shelf(name) {
  const spare = new Map(); // what the storage did not take
  const real = () => window[name];
  return {
    get(key) {
      try {
        return spare.get(key) ?? real().getItem(key);
      } catch {
        return null;
      }
    },
    set(key, value) {
      if (emptied) return;
      try {
        real().setItem(key, value);
        spare.delete(key);
      } catch {
        spare.set(key, value);
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
    empty() {
      spare.clear();
      try {
        for (const key of Object.keys(real())) if (!OF_THE_DEVICE.includes(key)) real().removeItem(key);
      } catch {
        // it never had anything
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

// Forget the person who leaves; what this page has in memory still ends with the next one.
export function emptyAll() {
  emptied = true;
  for (const each of [device, tab]) each.empty();
}

// What was typed or chosen in a field, after a reload of the tab.
export function keepField(field) {
  const name = `campo ${field.id}`;
  field.value = tab.get(name) ?? field.value;
  for (const event of ["input", "change"]) field.addEventListener(event, () => tab.set(name, field.value));
}
