// The form of a record: what is typed is kept on this machine until the house has it, so that a lost line loses nothing.

import { fill, forget, keep, keyOf, load, read, sent } from "./drafts.js";

const form = document.querySelector("form[data-draft]");
const line = document.querySelector(".draft");
const key = keyOf(form);
const before = JSON.stringify(read(form));

// A form that came back has the newer text.
const kept = form.dataset.filled === undefined ? load(key) : undefined;
if (kept && fill(form, kept)) {
  line.textContent = line.dataset.draftSays;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "as-link";
  drop.textContent = line.dataset.draftDrop;
  drop.addEventListener("click", () => {
    forget(key);
    form.reset();
    line.hidden = true;
  });
  line.append(drop);
  line.hidden = false;
}

let timer;
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const now = read(form);
    if (JSON.stringify(now) === before) forget(key);
    else keep(key, now);
  }, 300);
});
form.addEventListener("submit", () => {
  clearTimeout(timer);
  keep(key, read(form));
  sent(key);
});

// Where something is wrong, the first complaint gets the focus.
document.querySelector("#complaints a")?.focus();
