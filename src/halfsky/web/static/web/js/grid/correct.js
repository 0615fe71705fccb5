// The grid of a correction: the keys of the grid, no draft.

import { Edits } from "./edits.js";
import { wakeFolds } from "./folds.js";
import { Selection } from "./selection.js";
import { Table } from "./table.js";

const grid = document.getElementById("grid");
document.documentElement.classList.add("with-grid");
for (const field of grid.querySelectorAll("input")) field.removeAttribute("list");
const table = new Table(grid);
const edits = new Edits(table);
new Selection(table, edits);
wakeFolds(table);

const first = new Map(table.cells().map((cell) => [cell, cell.field.defaultValue]));
grid.addEventListener("input", mark);
edits.addEventListener("changed", mark);

function mark() {
  for (const [cell, text] of first) cell.td.classList.toggle("differs", cell.field.value !== text);
}
