// What is typed, as one state that every part of the page reads and changes: texts of cells, explanations of findings,
// comments on cells. Every change goes through `change`, so that it can be undone and redone.

const MOST = 500;

export class Edits extends EventTarget {
  constructor(table, { explained = {}, comments = {} } = {}) {
    super();
    this.table = table;
    this.maps = {
      answers: new Map(table.cells().map((cell) => [cell.key, cell.field.value])),
      explained: new Map(Object.entries(explained)),
      comments: new Map(Object.entries(comments)),
    };
    this.done = [];
    this.undone = [];
  }

  get(kind, key) {
    return this.maps[kind].get(key) ?? "";
  }

  // changes: [{kind, key, to}]; what changes nothing is left out. Returns how many did.
  change(changes, { forget = false } = {}) {
    const real = changes
      .map(({ kind, key, to }) => ({ kind, key, from: this.get(kind, key), to }))
      .filter(({ from, to }) => from !== to);
    if (!real.length) return 0;
    if (!forget) {
      this.done.push(real);
      if (this.done.length > MOST) this.done.shift();
      this.undone = [];
    }
    this.apply(real, "to");
    return real.length;
  }

  undo() {
    this.commit();
    const last = this.done.pop();
    if (!last) return undefined;
    this.undone.push(last);
    this.apply([...last].reverse(), "from");
    return last;
  }

  redo() {
    this.commit();
    const last = this.undone.pop();
    if (!last) return undefined;
    this.done.push(last);
    this.apply(last, "to");
    return last;
  }

  apply(changes, side) {
    for (const change of changes) {
      this.maps[change.kind].set(change.key, change[side]);
      this.show(change.kind, change.key);
    }
    this.dispatchEvent(new Event("changed"));
  }

  show(kind, key) {
    const text = this.get(kind, key);
    if (kind === "answers") {
      const field = this.table.byKey.get(key)?.field;
      if (field && field.value !== text) field.value = text;
    } else if (kind === "explained") {
      const area = document.querySelector(`[data-id="${CSS.escape(key)}"] textarea`);
      if (area && area.value !== text) area.value = text;
    } else {
      this.table.byKey.get(key)?.td.toggleAttribute("data-comment", Boolean(text));
    }
  }

  // A text that is being typed becomes one change when one leaves its field.
  commit() {
    const changes = this.table
      .cells()
      .filter((cell) => cell.field.value !== this.get("answers", cell.key))
      .map((cell) => ({ kind: "answers", key: cell.key, to: cell.field.value }));
    return this.change(changes);
  }

  // A text typed elsewhere than in the grid: known at once, undone as a whole.
  typing(kind, key, text) {
    this.maps[kind].set(key, text);
    this.dispatchEvent(new Event("changed"));
  }

  typed(kind, key, from, to) {
    if (from === to) return;
    this.done.push([{ kind, key, from, to }]);
    this.undone = [];
  }

  // Everything that is there now, typed or half typed, without what is empty.
  snapshot() {
    const answers = {};
    for (const cell of this.table.cells()) {
      const text = cell.field.value.trim();
      if (text) answers[cell.key] = text;
    }
    return { answers, explained: filled(this.maps.explained), comments: filled(this.maps.comments) };
  }
}

function filled(map) {
  return Object.fromEntries([...map].map(([key, text]) => [key, text.trim()]).filter(([, text]) => text));
}
