// Moving and selecting with the keys that people know from workbooks. A cell one comes to is ready: typing replaces its
// text, arrows go on. F2, a second click or a double click edits inside it: arrows move in the text.

import { fromText, toText } from "./blocks.js";

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const PAGE = 10;

export class Selection extends EventTarget {
  constructor(table, edits) {
    super();
    this.table = table;
    this.edits = edits;
    this.inside = false;
    this.current = undefined;
    this.anchor = undefined;
    this.head = undefined;
    const box = table.element;
    box.addEventListener("focusin", (event) => this.came(event));
    box.addEventListener("focusout", () => this.edits.commit());
    box.addEventListener("mousedown", (event) => this.pressed(event));
    box.addEventListener("mouseover", (event) => this.dragged(event));
    box.addEventListener("dblclick", () => (this.inside = true));
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("copy", (event) => this.copy(event, false));
    box.addEventListener("cut", (event) => this.copy(event, true));
    box.addEventListener("paste", (event) => this.paste(event));
  }

  came({ target }) {
    const cell = this.table.byField.get(target);
    if (!cell) return;
    this.current = cell;
    this.inside = false;
    if (!this.keeping) this.mark(cell, cell);
    if (!this.byMouse) target.select();
    cell.td.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.dispatchEvent(new Event("moved"));
  }

  pressed(event) {
    const td = event.target.closest("td.cell, td.total, td.hole");
    const cell = td && this.table.rows.flat().find((one) => one.td === td);
    if (!cell || event.button !== 0) return;
    if (event.shiftKey && this.anchor) {
      event.preventDefault();
      this.mark(this.anchor, cell);
    } else if (cell.field && document.activeElement === cell.field && event.target === cell.field) {
      this.inside = true;
      this.mark(cell, cell);
    } else if (cell.field) {
      event.preventDefault();
      this.go(cell);
    }
  }

  dragged(event) {
    if (event.buttons !== 1 || this.inside || !this.anchor) return;
    const td = event.target.closest("td.cell, td.total, td.hole");
    const cell = td && this.table.rows.flat().find((one) => one.td === td);
    if (cell && cell !== this.head) this.mark(this.anchor, cell);
  }

  go(cell) {
    if (!cell) return;
    cell.field.focus({ preventScroll: true });
    cell.field.select();
    this.mark(cell, cell);
    cell.td.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  mark(anchor, head) {
    this.anchor = anchor;
    this.head = head;
    const block = this.block();
    const several = block.length > 1 || block[0]?.length > 1;
    for (const row of this.table.rows) {
      for (const cell of row) cell.td.classList.toggle("picked", several && this.holds(cell));
    }
    this.dispatchEvent(new Event("moved"));
  }

  holds({ row, column }) {
    const { top, left, bottom, right } = this.bounds();
    return row >= top && row <= bottom && column >= left && column <= right;
  }

  bounds() {
    const [a, b] = [this.anchor, this.head];
    return {
      top: Math.min(a.row, b.row),
      bottom: Math.max(a.row, b.row),
      left: Math.min(a.column, b.column),
      right: Math.max(a.column, b.column),
    };
  }

  // The selected cells, row by row; folded rows are left out.
  block() {
    if (!this.anchor) return [];
    const { top, bottom, left, right } = this.bounds();
    return this.table.rows
      .slice(top, bottom + 1)
      .map((row) => row.slice(left, right + 1))
      .filter((row) => row.some((cell) => cell.td.offsetParent !== null));
  }

  fields() {
    return this.block()
      .flat()
      .filter((cell) => cell.field);
  }

  key(event) {
    const cell = this.table.byField.get(event.target);
    if (!cell || event.isComposing) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const done = ctrl ? this.withControl(event, cell) : this.plain(event, cell);
    if (done) event.preventDefault();
  }

  withControl(event, cell) {
    const arrow = ARROWS[event.key];
    if (arrow && !this.inside) {
      const far = event.shiftKey ? arrow.map((n) => n * this.table.rows.length * this.table.width) : arrow;
      return this.step(event.shiftKey, (from) => this.table.edge(from, ...arrow), far);
    }
    switch (event.key.toLowerCase()) {
      case "z":
        this.back(event.shiftKey ? this.edits.redo() : this.edits.undo());
        return true;
      case "y":
        this.back(this.edits.redo());
        return true;
      case "a":
        if (this.inside) return false;
        this.mark(this.table.at(0, 0), this.table.at(this.table.rows.length - 1, this.table.width - 1) ?? cell);
        return true;
      case "d":
        this.fillDown();
        return true;
      case "home":
        this.go(this.table.cells().find((one) => this.table.open(one)));
        return true;
      case "end":
        this.go([...this.table.cells()].reverse().find((one) => this.table.open(one)));
        return true;
      default:
        return false;
    }
  }

  plain(event, cell) {
    const { key, shiftKey } = event;
    const arrow = ARROWS[key];
    if (event.altKey) {
      if (key !== "ArrowDown") return false;
      this.dispatchEvent(new Event("reason"));
      return true;
    }
    if (arrow) {
      const sideways = arrow[1] !== 0;
      if (this.inside && (sideways || shiftKey)) return false;
      return this.step(shiftKey, (from) => this.table.next(from.row, from.column, ...arrow), arrow);
    }
    switch (key) {
      case "Enter":
        this.go(this.table.next(cell.row, cell.column, shiftKey ? -1 : 1, 0) ?? cell);
        return true;
      case "F2":
        if (shiftKey) this.dispatchEvent(new Event("comment"));
        else {
          this.inside = true;
          cell.field.setSelectionRange(cell.field.value.length, cell.field.value.length);
        }
        return true;
      case "Escape":
        cell.field.value = this.edits.get("answers", cell.key);
        this.inside = false;
        cell.field.select();
        this.mark(cell, cell);
        return true;
      case "Home":
      case "End":
        if (this.inside) return false;
        this.go(this.inRow(cell, key === "Home"));
        return true;
      case "PageUp":
      case "PageDown":
        this.go(this.page(cell, key === "PageUp" ? -1 : 1));
        return true;
      case "Delete":
        if (this.inside) return false;
        this.clear();
        return true;
      case "Backspace":
        if (this.inside || this.fields().length < 2) return false;
        this.clear();
        return true;
      default:
        return false;
    }
  }

  // To another cell; with Shift the block grows instead, over totals and holes as well.
  step(grow, way, [down, right]) {
    if (!grow) {
      this.go(way(this.current));
      return true;
    }
    const row = this.table.rows[within(this.head.row + down, this.table.rows.length)];
    const head = row[within(this.head.column + right, row.length)];
    this.mark(this.anchor, head);
    head.td.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }

  inRow(cell, first) {
    const row = this.table.rows[cell.row].filter((one) => this.table.open(one));
    return first ? row[0] : row[row.length - 1];
  }

  page(cell, way) {
    let at = cell;
    for (let n = 0; n < PAGE; n += 1) at = this.table.next(at.row, at.column, way, 0) ?? at;
    return at;
  }

  back(changes) {
    const first = changes?.find(({ kind }) => kind === "answers");
    if (first) this.go(this.table.byKey.get(first.key));
  }

  clear() {
    this.set(this.fields().map((cell) => [cell, ""]));
  }

  fillDown() {
    const [first, ...rest] = this.block();
    const pairs = rest.flatMap((row) => row.map((cell, n) => [cell, first[n].field?.value]));
    this.set(pairs.filter(([cell, text]) => cell.field && text !== undefined));
  }

  set(pairs) {
    this.edits.commit();
    const changed = this.edits.change(pairs.map(([cell, to]) => ({ kind: "answers", key: cell.key, to })));
    if (this.table.byField.has(document.activeElement)) document.activeElement.select();
    return changed;
  }

  copy(event, cut) {
    const cell = this.table.byField.get(event.target);
    if (!cell || (this.inside && this.fields().length < 2)) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", toText(this.block().map((row) => row.map((c) => this.table.text(c)))));
    if (cut) this.clear();
  }

  paste(event) {
    const cell = this.table.byField.get(event.target);
    const rows = fromText(event.clipboardData.getData("text/plain"));
    const single = rows.length === 1 && rows[0].length === 1;
    if (!cell || (single && this.inside)) return;
    event.preventDefault();
    if (single) {
      this.set(this.fields().map((one) => [one, rows[0][0]]));
      return;
    }
    const { top, left } = this.bounds();
    const lines = this.table.rows.slice(top).filter((row) => row.some((one) => one.td.offsetParent !== null));
    const pairs = [];
    let outside = 0;
    let last = cell;
    rows.forEach((texts, down) => {
      texts.forEach((text, right) => {
        const to = lines[down]?.[left + right];
        if (to?.field) pairs.push([to, text]);
        else if (text) outside += 1;
        if (to) last = to;
      });
    });
    this.set(pairs);
    this.mark(this.table.at(top, left), last);
    this.dispatchEvent(new CustomEvent("pasted", { detail: { count: pairs.length, outside } }));
  }
}

function within(n, count) {
  return Math.max(0, Math.min(n, count - 1));
}
