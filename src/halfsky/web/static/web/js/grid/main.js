// The sheet that is being filled in: joins the grid, its draft, the live checks and the button.

import { askComment, askReason, showKeys } from "./boxes.js";
import { ask, Refused, SignedOut } from "./calls.js";
import { Checks } from "./checks.js";
import { Draft } from "./draft.js";
import { Edits } from "./edits.js";
import { wakeFolds } from "./folds.js";
import { Local } from "./local.js";
import { Selection } from "./selection.js";
import { signIn } from "./signin.js";
import { Table } from "./table.js";
import { word } from "./words.js";

const data = JSON.parse(document.getElementById("sheet-data").textContent);
const form = document.getElementById("sheet");
const grid = document.getElementById("grid");
document.documentElement.classList.add("with-grid");
for (const field of grid.querySelectorAll("input")) field.removeAttribute("list");

const table = new Table(grid);
const edits = new Edits(table, data);
const selection = new Selection(table, edits);
const local = new Local(data.key);
const draft = new Draft(data, edits, local, nameOf);
const checks = new Checks(data, edits, table);
wakeFolds(table);

const where = document.getElementById("where");
const tools = document.getElementById("tools");
where.hidden = tools.hidden = false;

function nameOf({ kind, key }) {
  const cell = table.byKey.get(key);
  return cell ? table.label(cell) : kind === "explained" ? `${word("explanation")} ${key}` : key;
}

function touched() {
  draft.touch();
  checks.soon();
  tools.querySelector("[data-do=undo]").disabled = !edits.done.length;
  tools.querySelector("[data-do=redo]").disabled = !edits.undone.length;
}

edits.addEventListener("changed", touched);
grid.addEventListener("input", touched);
draft.addEventListener("merged", () => checks.soon());

selection.addEventListener("moved", () => {
  const count = selection.fields().length;
  const name = selection.current ? table.label(selection.current) : "";
  where.textContent = count > 1 ? `${name} · ${word("cells", count)}` : name;
});
selection.addEventListener("pasted", ({ detail: { count, outside } }) => {
  where.textContent = word("pasted", count) + (outside ? word("skipped", outside) : "");
});
selection.addEventListener("comment", () => askComment(edits, table, selection));
selection.addEventListener("reason", () => askReason(table, selection));

// A tool works on the cell one stands in: pressing it does not leave the cell.
tools.addEventListener("mousedown", (event) => event.preventDefault());
tools.addEventListener("click", (event) => {
  const what = event.target.closest("[data-do]")?.dataset.do;
  if (what === "undo") selection.back(edits.undo());
  else if (what === "redo") selection.back(edits.redo());
  else if (what === "reason") askReason(table, selection);
  else if (what === "comment") askComment(edits, table, selection);
  else if (what === "before") fillFromBefore();
  else if (what === "keys") showKeys();
});

// The empty cells of the block, or of the whole form where one cell is selected, from the period before.
function fillFromBefore() {
  edits.commit();
  const block = selection.fields();
  const among = block.length > 1 ? block : table.cells();
  const pairs = among
    .map((cell) => [cell, cell.td.querySelector("[data-before]")?.dataset.before ?? ""])
    .filter(([cell, text]) => text && !cell.field.value);
  where.textContent = pairs.length ? word("filled", selection.set(pairs)) : word("nothing");
}

document.addEventListener("keydown", (event) => {
  const ctrl = event.ctrlKey || event.metaKey;
  if (!ctrl || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (key === "s") {
    event.preventDefault();
    edits.commit();
    draft.send();
  } else if ((key === "z" || key === "y") && !event.target.closest("input, textarea, select")) {
    event.preventDefault();
    selection.back(key === "y" || event.shiftKey ? edits.redo() : edits.undo());
  }
});

// Explanations, wherever the list was just put.
let before = "";
const list = document.getElementById("findings");
const finding = (target) => target.closest("[data-id]")?.dataset.id;
list.addEventListener("focusin", ({ target }) => (before = target.value ?? ""));
list.addEventListener("input", ({ target }) => edits.typing("explained", finding(target), target.value));
list.addEventListener("change", ({ target }) => {
  edits.typed("explained", finding(target), before, target.value);
  before = target.value;
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  edits.commit();
  if (event.submitter?.id === "submit") handIn(event.submitter);
  else draft.send();
});

const refused = document.getElementById("refused-now");

async function handIn(button) {
  refused.hidden = true;
  button.disabled = true;
  try {
    if (!(await draft.send())) return;
    const body = { ...edits.snapshot(), version: draft.version };
    const scan = document.getElementById("scan");
    if (scan) body.scan = Number(scan.value);
    const { href } = await ask(data.submit, body).catch(async (fault) => {
      if (!(fault instanceof SignedOut)) throw fault;
      await signIn(data);
      return ask(data.submit, body);
    });
    local.forget();
    draft.base = edits.snapshot();
    location.assign(href);
  } catch (fault) {
    if (fault instanceof Refused) {
      complain(fault.refusals);
      await checks.run();
    } else {
      draft.says(word("offline"), "open");
    }
  } finally {
    button.disabled = false;
  }
}

function complain(refusals) {
  const items = refusals.map(({ where: key, says, todo }) => {
    const item = document.createElement("li");
    const cell = table.byKey.get(key);
    if (cell) {
      const link = document.createElement("a");
      link.href = "#grid";
      link.dataset.go = key;
      link.textContent = table.label(cell);
      item.append(link, " ");
    }
    item.append(`${says} ${todo}`);
    return item;
  });
  const every = document.createElement("ul");
  every.className = "plain";
  every.append(...items);
  refused.replaceChildren(every);
  refused.hidden = false;
  refused.scrollIntoView({ block: "nearest" });
}

tools.querySelector("[data-do=undo]").disabled = tools.querySelector("[data-do=redo]").disabled = true;
await draft.restore();
