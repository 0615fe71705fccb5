// The grid as rows and columns of cells. Totals and holes have a place in it, so that a block copied from a workbook
// laid out alike falls into the right cells; only cells with a field take text.

export class Table {
  constructor(element) {
    this.element = element;
    this.rows = [];
    this.byKey = new Map();
    this.byField = new Map();
    for (const line of element.querySelectorAll("tr.line")) {
      const row = [];
      for (const td of line.querySelectorAll("td.cell, td.total, td.hole")) {
        const cell = {
          td,
          key: td.dataset.key ?? "",
          field: td.querySelector("input"),
          row: this.rows.length,
          column: row.length,
        };
        row.push(cell);
        if (cell.field) {
          this.byKey.set(cell.key, cell);
          this.byField.set(cell.field, cell);
        } else if (cell.key) {
          this.byKey.set(cell.key, cell);
        }
      }
      this.rows.push(row);
    }
  }

  at(row, column) {
    return this.rows[row]?.[column];
  }

  cells() {
    return this.rows.flat().filter((cell) => cell.field);
  }

  // A cell that one can stand in: it has a field, and its section is not folded.
  open(cell) {
    return Boolean(cell?.field) && cell.td.offsetParent !== null;
  }

  // The nearest cell that one can stand in from a place on, going by steps; undefined at the edge.
  next(row, column, down, right) {
    let r = row + down;
    let c = column + right;
    while (r >= 0 && r < this.rows.length && c >= 0 && c < this.width) {
      const cell = this.at(r, Math.min(c, this.rows[r].length - 1));
      if (this.open(cell) && (right === 0 || cell.column === c)) return cell;
      r += down;
      c += right;
    }
    return undefined;
  }

  // As Ctrl+arrow does in a workbook: to the end of the filled block, else to the next filled cell, else to the edge.
  edge(cell, down, right) {
    let here = cell;
    let ahead = this.next(cell.row, cell.column, down, right);
    const run = Boolean(cell.field.value && ahead?.field.value);
    while (ahead) {
      if (run && !ahead.field.value) return here;
      here = ahead;
      if (!run && ahead.field.value) return here;
      ahead = this.next(here.row, here.column, down, right);
    }
    return here;
  }

  get width() {
    return Math.max(...this.rows.map((row) => row.length));
  }

  label(cell) {
    return cell.td.querySelector("label .unseen")?.textContent ?? "";
  }

  text(cell) {
    return cell.field ? cell.field.value : (cell.td.querySelector("output")?.textContent ?? "").replace("—", "");
  }
}
