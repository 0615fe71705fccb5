// What this machine keeps of a form until the house has it. Fields that describe somebody (data-sealed) are never kept.

const PREFIX = "halfsky-record/";
const SENT = "halfsky-record-sent";

export const keyOf = (form) => `${PREFIX}${form.dataset.user}/${form.dataset.draft}`;

function open(field) {
  if (!field.name || field.type === "hidden" || field.type === "file" || field.tagName === "BUTTON") return false;
  return !field.closest("[data-sealed]");
}

export function read(form) {
  const found = {};
  for (const field of form.elements) {
    if (!open(field)) continue;
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.checked) (found[field.name] ??= []).push(field.value);
    } else if (field.value) {
      found[field.name] = [field.value];
    }
  }
  return found;
}

// Put kept values into the fields that are there; says whether anything changed.
export function fill(form, kept) {
  let changed = false;
  for (const field of form.elements) {
    if (!open(field) || !(field.name in kept)) continue;
    const values = kept[field.name];
    if (field.type === "radio" || field.type === "checkbox") {
      const on = values.includes(field.value);
      changed ||= field.checked !== on;
      field.checked = on;
    } else if (values[0] !== field.value) {
      field.value = values[0];
      changed = true;
    }
  }
  return changed;
}

export function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(key, values) {
  try {
    localStorage.setItem(key, JSON.stringify(values));
  } catch {
    // A browser that keeps nothing: the form itself still holds what was typed.
  }
}

export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

export function sent(key) {
  try {
    sessionStorage.setItem(SENT, key);
  } catch {
    // Then the draft stays until it is dropped by hand.
  }
}

// The draft that went out with the last form, once a page of the house has come back for it.
export function arrived() {
  try {
    const key = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    return key ?? undefined;
  } catch {
    return undefined;
  }
}
