// Two people on one sheet: cells that only one of them changed are merged; where both did, the person chooses.

import { word } from "./words.js";

export const KINDS = ["answers", "explained", "comments"];

// {changes: [{kind, key, to}] that bring mine to the merged state, conflicts: [{kind, key, mine, theirs}]}
export function merged(base, mine, theirs) {
  const changes = [];
  const conflicts = [];
  for (const kind of KINDS) {
    const [b, m, t] = [base, mine, theirs].map((state) => state?.[kind] ?? {});
    for (const key of new Set([...Object.keys(b), ...Object.keys(m), ...Object.keys(t)])) {
      const [was, here, there] = [b[key] ?? "", m[key] ?? "", t[key] ?? ""];
      if (here === there || there === was) continue;
      if (here === was) changes.push({ kind, key, to: there });
      else conflicts.push({ kind, key, mine: here, theirs: there });
    }
  }
  return { changes, conflicts };
}

export function same(a, b) {
  const { changes, conflicts } = merged({}, a, b);
  return !changes.length && !conflicts.length && KINDS.every((kind) => count(a?.[kind]) === count(b?.[kind]));
}

function count(map) {
  return Object.keys(map ?? {}).length;
}

// Asks cell by cell; resolves with the changes that were chosen.
export function chosen(conflicts, label) {
  const box = document.getElementById("merge-box");
  const body = box.querySelector("tbody");
  body.replaceChildren(...conflicts.map((conflict, n) => line(conflict, n, label(conflict))));
  box.showModal();
  box.addEventListener("cancel", (event) => event.preventDefault(), { once: true });
  return new Promise((resolve) => {
    box.addEventListener(
      "close",
      () => {
        const taken = conflicts.filter((_, n) => body.querySelector(`#merge-${n}-theirs`).checked);
        resolve(taken.map(({ kind, key, theirs }) => ({ kind, key, to: theirs })));
      },
      { once: true },
    );
  });
}

function line(conflict, n, name) {
  const row = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  row.append(head);
  for (const side of ["mine", "theirs"]) {
    const cell = document.createElement("td");
    const button = document.createElement("input");
    button.type = "radio";
    button.name = `merge-${n}`;
    button.id = `merge-${n}-${side}`;
    button.checked = side === "mine";
    const label = document.createElement("label");
    label.htmlFor = button.id;
    label.textContent = conflict[side] || word("empty");
    cell.append(button, " ", label);
    row.append(cell);
  }
  return row;
}
