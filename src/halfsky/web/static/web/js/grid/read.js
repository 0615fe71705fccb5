// The sheet that is being read: sections fold, links go to cells, and a click on a cell begins to send it back.

import { wakeFolds } from "./folds.js";
import { Local } from "./local.js";
import { Table } from "./table.js";

const grid = document.getElementById("grid");
const table = new Table(grid);
for (const td of grid.querySelectorAll("td.cell[data-key]")) {
  table.byKey.set(td.dataset.key, { td });
}
wakeFolds(table);

// What was typed here and never sent, when the sheet takes no more texts: shown, kept until one lets go of it.
const note = document.getElementById("left-here");
const local = new Local(note.dataset.key);
const left = local.read();
const unsent = Object.entries(left?.mine?.answers ?? {}).filter(([key, text]) => left.base?.answers?.[key] !== text);
if (unsent.length) {
  const items = unsent.map(([key, text]) => {
    const item = document.createElement("li");
    item.textContent = `${table.byKey.get(key)?.td.dataset.name ?? key}: ${text}`;
    return item;
  });
  note.querySelector("ul").replaceChildren(...items);
  note.hidden = false;
  note.querySelector("button").addEventListener("click", () => {
    local.forget();
    note.hidden = true;
  });
}

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
