// The keys of a source text: j and k go through the proposals, a accepts, r rejects, x ticks, e mends.
// Everything is also a button or a link; this only presses them.

const proposals = [...document.querySelectorAll(".proposal")];
let at = proposals.findIndex((one) => `#${one.id}` === location.hash);

function go(to) {
  if (to < 0 || to >= proposals.length) return;
  at = to;
  proposals[at].focus({ preventScroll: true });
  proposals[at].scrollIntoView({ block: "nearest" });
  const mark = document.getElementById(`p${proposals[at].id.slice(1)}`);
  for (const one of document.querySelectorAll(".check-to.here")) one.classList.remove("here");
  if (mark && getComputedStyle(document.querySelector(".proposals")).display === "grid") {
    mark.classList.add("here");
    mark.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") go(at + 1);
  else if (event.key === "k") go(at - 1);
  else if (at < 0) return;
  else if (event.key === "x") proposals[at].querySelector("[name=n]:not(:disabled)")?.click();
  else proposals[at].querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});

for (const one of proposals) {
  one.addEventListener("focusin", () => {
    at = proposals.indexOf(one);
  });
}

const all = document.querySelector("[data-tick-all]");
all?.addEventListener("change", () => {
  for (const box of document.querySelectorAll(".proposal [name=n][data-open]")) box.checked = all.checked;
});
