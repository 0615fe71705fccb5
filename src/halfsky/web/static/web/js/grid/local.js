// What this machine keeps of a sheet until the house has it: one entry a person and a sheet, gone when it was sent.

const PREFIX = "halfsky-sheet/";

export class Local {
  constructor(key) {
    this.key = PREFIX + key;
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  }

  // {version, base, mine}: what the house had when the typing began, and what is there now.
  keep(entry) {
    try {
      localStorage.setItem(this.key, JSON.stringify(entry));
      return true;
    } catch {
      return false;
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }
}
