// What was typed and is not on the server yet, kept on this machine: survives a closed tab, a power
// cut, an ended session. Switched off on a shared computer; emptied by handing in and signing out.

const PREFIX = "cong-thi-dua:";

export class Store {
  constructor(user, sheet, shared) {
    this.key = `${PREFIX}${user}:${sheet}`;
    this.isOff = shared || !works();
  }

  // {row: {seen, at, fields: {name: {value, raw}}}}
  all() {
    if (this.isOff) return {};
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  keep(row, seen, name, held) {
    const all = this.all();
    all[row] ??= { seen, at: Date.now(), fields: {} };
    all[row].fields[name] = held;
    this.write(all);
  }

  // Forget a field once the server has this very value.
  drop(row, name, value) {
    const all = this.all();
    const held = all[row]?.fields[name];
    if (!held || (value !== undefined && held.value !== value)) return;
    delete all[row].fields[name];
    if (!Object.keys(all[row].fields).length) delete all[row];
    this.write(all);
  }

  clear() {
    if (works()) localStorage.removeItem(this.key);
  }

  count() {
    return Object.values(this.all()).reduce((sum, row) => sum + Object.keys(row.fields).length, 0);
  }

  write(all) {
    if (this.isOff) return;
    try {
      if (Object.keys(all).length) localStorage.setItem(this.key, JSON.stringify(all));
      else localStorage.removeItem(this.key);
    } catch {
      this.isOff = true; // full or forbidden: the page goes on, and says that nothing is kept
    }
  }
}

function works() {
  try {
    localStorage.setItem(`${PREFIX}?`, "1");
    localStorage.removeItem(`${PREFIX}?`);
    return true;
  } catch {
    return false;
  }
}
