// Sections fold, and a link to a cell opens its section and goes there.

export function wakeFolds(table) {
  for (const button of document.querySelectorAll(".fold-part")) {
    button.hidden = false;
    button.addEventListener("click", () => fold(button, button.getAttribute("aria-expanded") === "true"));
  }
  // Rates alone are for the few who need them: folded while nobody has given one.
  const rates = document.querySelector("#part-rates .fold-part");
  if (rates && [...rates.closest("tbody").querySelectorAll("input")].every((one) => !one.value)) fold(rates, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    const cell = link && table.byKey.get(link.dataset.go);
    if (!cell) return;
    event.preventDefault();
    const button = cell.td.closest("tbody").querySelector(".fold-part");
    if (button) fold(button, false);
    cell.td.scrollIntoView({ block: "center", inline: "center" });
    if (cell.field) cell.field.focus({ preventScroll: true });
    else shown(cell.td);
  });
}

function shown(td) {
  td.tabIndex = -1;
  td.focus({ preventScroll: true });
}

function fold(button, away) {
  button.setAttribute("aria-expanded", String(!away));
  button.textContent = away ? "+" : "−";
  button.closest("tbody").classList.toggle("folded", away);
}
