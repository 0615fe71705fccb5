// What every page gains from a script; without it everything still works.
// Ctrl-K finds, a drop-down closes when one leaves it, a sentence can be copied, the tree opens in place.

const find = document.getElementById("find");
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && find) {
    event.preventDefault();
    find.focus();
    find.select();
  }
  if (event.key === "Escape") {
    document.getElementById("found")?.replaceChildren();
    for (const drop of document.querySelectorAll("details.drop[open]")) {
      drop.open = false;
      drop.querySelector("summary").focus();
    }
  }
});

document.addEventListener("click", (event) => {
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});
document.addEventListener("focusin", (event) => {
  if (!event.target.closest(".find")) document.getElementById("found")?.replaceChildren();
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});

for (const button of document.querySelectorAll(".no-script")) button.hidden = true;

// The clipboard is there on secure origins only; elsewhere the sentence is selected, ready for Ctrl-C.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const said = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      said.textContent = button.dataset.done;
    } catch {
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      said.textContent = document.execCommand("copy") ? button.dataset.done : "Ctrl-C";
    }
  });
}

// One tick for all of a list; the list may be another one after a filter, so it is looked up when it is pressed.
function offerTickAll() {
  for (const all of document.querySelectorAll("[data-tick-all]")) all.closest("[hidden]")?.removeAttribute("hidden");
}
offerTickAll();
document.addEventListener("htmx:afterSwap", offerTickAll);
document.addEventListener("change", ({ target }) => {
  if (!target.dataset?.tickAll) return;
  for (const one of document.querySelectorAll(`input[name="${target.dataset.tickAll}"]`)) one.checked = target.checked;
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Fields that ask for nothing stay out of the address.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") return;
  for (const [name, value] of Object.entries(detail.parameters)) {
    if (value === "") delete detail.parameters[name];
  }
});

// A branch of the tree: fetched once by htmx, then folded and unfolded.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".open-below");
  if (!button) return;
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  button.textContent = open ? "−" : "+";
  const branch = document.getElementById(button.getAttribute("aria-controls"));
  branch.hidden = !open;
});

function wakeTree(root) {
  for (const button of root.querySelectorAll(".open-below")) button.hidden = false;
}
wakeTree(document);
document.addEventListener("htmx:load", (event) => wakeTree(event.target));

// On paper everything is unfolded.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.fold:not([open])")) {
    fold.open = true;
    fold.dataset.opened = "";
  }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-opened]")) {
    fold.open = false;
    delete fold.dataset.opened;
  }
});
