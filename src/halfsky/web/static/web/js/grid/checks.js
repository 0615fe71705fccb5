// The live checks: the house says what is wrong, this page only shows it at the cells, in the list and by the button.

import { ask, Offline } from "./calls.js";
import { word } from "./words.js";

const SOON = 450;
const LOOKS = ["bad", "open", "good", "none"];

export class Checks {
  constructor(data, edits, table) {
    Object.assign(this, { data, edits, table });
    this.list = document.getElementById("findings");
    this.line = document.getElementById("checks-says");
    this.left = document.getElementById("left");
    this.submit = document.getElementById("submit-says");
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), SOON);
  }

  async run() {
    clearTimeout(this.timer);
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    try {
      const found = await ask(this.data.check, this.edits.snapshot(), asked.signal);
      if (asked.signal.aborted) return undefined;
      this.show(found);
      return found;
    } catch (fault) {
      if (fault instanceof Offline) this.line.textContent = word("waiting");
      return undefined;
    }
  }

  show(found) {
    for (const cell of this.table.byKey.values()) {
      if (cell.field) this.cell(cell, found.cells[cell.key]);
      else this.total(cell, found);
    }
    this.line.textContent = this.left.textContent = found.says;
    this.submit.textContent = found.submit_says;
    this.replace(found.findings);
  }

  cell(cell, found = { look: "", says: [] }) {
    const { td, field } = cell;
    td.classList.remove(...LOOKS);
    if (found.look) td.classList.add(found.look);
    if (found.look === "bad") field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    td.querySelector(".read").textContent = found.read ? word("read", found.read) : "";
    const says = td.querySelector(".says");
    const lines = found.says.map((text) => line(text, found.look));
    const comment = this.edits.get("comments", cell.key);
    if (comment) lines.push(line(word("comment") + comment, "none"));
    says.replaceChildren(...lines, ...says.querySelectorAll("[data-note]"));
  }

  total(cell, found) {
    cell.td.querySelector("output").textContent = found.totals[cell.key] || "—";
    cell.td.classList.remove(...LOOKS);
    const look = found.cells[cell.key]?.look;
    if (look) cell.td.classList.add(look);
  }

  // The new list; but the field that somebody writes in is not touched: moving it would break off an input method.
  replace(piece) {
    const made = document.createElement("template");
    made.innerHTML = piece;
    for (const item of made.content.querySelectorAll("[data-id]")) {
      const area = item.querySelector("textarea");
      if (area) area.value = this.edits.get("explained", item.dataset.id);
    }
    const kept = this.list.contains(document.activeElement) && document.activeElement.closest("[data-id]");
    const fresh = kept && made.content.querySelector(`[data-id="${CSS.escape(kept.dataset.id)}"]`);
    if (fresh) this.around(kept, fresh, made.content);
    else this.list.replaceChildren(made.content);
  }

  around(kept, fresh, content) {
    kept.className = fresh.className;
    kept.querySelector(".finding-says").replaceWith(fresh.querySelector(".finding-says"));
    kept.querySelector(".wrong")?.replaceWith(fresh.querySelector(".wrong") ?? "");
    const [area, its] = [kept, fresh].map((item) => item.querySelector("textarea"));
    if (its) kept.querySelector("label").htmlFor = area.id = its.id;
    const [old, items] = [kept.parentElement, [...fresh.parentElement.children]];
    const rest = [...content.children].filter((part) => part !== fresh.parentElement);
    for (const other of [...old.children]) if (other !== kept) other.remove();
    for (const other of [...this.list.children]) if (other !== old) other.remove();
    const at = items.indexOf(fresh);
    kept.before(...items.slice(0, at));
    kept.after(...items.slice(at + 1));
    this.list.append(...rest);
  }
}

function line(text, look) {
  const span = document.createElement("span");
  span.className = look;
  span.textContent = text;
  return span;
}
