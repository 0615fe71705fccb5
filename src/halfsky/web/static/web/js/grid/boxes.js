// The small dialogs of a cell: its comment, and why there is no figure.

function asked(box, of) {
  const about = box.querySelector("[data-of]");
  if (about) about.textContent = of;
  box.returnValue = "";
  box.showModal();
  return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue), { once: true }));
}

export async function askComment(edits, table, selection) {
  const cell = selection.current;
  if (!cell) return;
  const box = document.getElementById("comment-box");
  const area = box.querySelector("textarea");
  area.value = edits.get("comments", cell.key);
  const answer = await asked(box, table.label(cell));
  if (answer === "ok") edits.change([{ kind: "comments", key: cell.key, to: area.value.trim() }]);
  selection.go(cell);
}

export async function askReason(table, selection) {
  const cell = selection.current;
  const fields = selection.fields();
  if (!cell || !fields.length) return;
  const names = fields.length > 1 ? `${table.label(fields[0])} … (${fields.length})` : table.label(cell);
  const answer = await asked(document.getElementById("reason-box"), names);
  if (answer) selection.set(fields.map((one) => [one, answer]));
  cell.field.focus({ preventScroll: true });
  cell.field.select();
}

export function showKeys() {
  return asked(document.getElementById("keys-box"), "");
}
