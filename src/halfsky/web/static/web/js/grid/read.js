// The sheet that is being read: sections fold, links go to cells, and a click on a cell begins to send it back.

import { wakeFolds } from "./folds.js";
import { Table } from "./table.js";

const grid = document.getElementById("grid");
const table = new Table(grid);
for (const td of grid.querySelectorAll("td.cell[data-key]")) {
  table.byKey.set(td.dataset.key, { td });
}
wakeFolds(table);

const fold = document.querySelector("[data-return]");
if (fold) {
  grid.classList.add("returning");
  grid.addEventListener("click", (event) => {
    const td = event.target.closest("td.cell[data-key]");
    if (!td) return;
    fold.open = true;
    const row = rowFor(td.dataset.key);
    row.querySelector("select").value = td.dataset.key;
    row.querySelector("input").focus();
    mark();
  });
  fold.addEventListener("change", mark);
}

// The line of a cell: its own, else the first empty one, else one more.
function rowFor(key) {
  const rows = [...fold.querySelectorAll(".return-row")];
  const own = rows.find((row) => row.querySelector("select").value === key);
  const free = rows.find((row) => !row.querySelector("select").value && !row.querySelector("input").value);
  if (own || free) return own ?? free;
  const made = rows[0].cloneNode(true);
  for (const field of made.querySelectorAll("select, input")) {
    const [name] = field.name.split("-");
    made.querySelector(`label[for="${field.id}"]`).htmlFor = `${name}-${rows.length}`;
    field.id = field.name = `${name}-${rows.length}`;
    field.value = "";
  }
  rows[rows.length - 1].after(made);
  return made;
}

function mark() {
  const chosen = new Set([...fold.querySelectorAll(".return-row select")].map((one) => one.value));
  for (const td of grid.querySelectorAll("td.cell[data-key]")) td.classList.toggle("picked", chosen.has(td.dataset.key));
}
