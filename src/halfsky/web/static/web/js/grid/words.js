// The sentences that the grid says, in the page's language; %s stands for a value.
const said = new Map();
for (const item of document.getElementById("words")?.content.querySelectorAll("[data-word]") ?? []) {
  said.set(item.dataset.word, item.textContent);
}

export function word(name, ...values) {
  let text = said.get(name) ?? "";
  for (const value of values) text = text.replace("%s", () => String(value));
  return text;
}
