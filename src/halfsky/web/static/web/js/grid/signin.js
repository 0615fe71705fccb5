// Signing in on the spot: what was typed stays where it is. Where a second step is needed, a new window does it.

import { ask, renew, SignedOut } from "./calls.js";

const box = document.getElementById("sign-box");
let open;

// Resolves when one is signed in again; with what the house keeps now.
export function signIn({ sign_in: address, draft }) {
  open ??= asked(address, draft).finally(() => (open = undefined));
  return open;
}

async function asked(address, draft) {
  const again = async () => {
    const kept = await ask(draft).catch(() => undefined);
    if (kept && box.open) box.close("in");
    return kept;
  };
  // Perhaps only the form's token is stale: then nobody is asked anything.
  const still = await again();
  if (still) return still;
  const looked = () => document.visibilityState === "visible" && again();
  document.addEventListener("visibilitychange", looked);
  try {
    for (;;) {
      box.showModal();
      const choice = await closed();
      if (choice === "ok") await sent(address, draft);
      const kept = await ask(draft).catch((fault) => fault);
      box.querySelector(".wrong").hidden = !(kept instanceof SignedOut) || choice !== "ok";
      if (!(kept instanceof Error)) return kept;
      if (choice === "" || !(kept instanceof SignedOut)) throw kept;
    }
  } finally {
    document.removeEventListener("visibilitychange", looked);
  }
}

function closed() {
  return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue), { once: true }));
}

async function sent(address, back) {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const body = new URLSearchParams({
      csrfmiddlewaretoken: token,
      username: document.getElementById("sign-name").value,
      password: document.getElementById("sign-word").value,
      next: back,
    });
    renew(token);
    await fetch(address, { method: "POST", body });
  } catch {
    // No line: the question that follows says so.
  }
  document.getElementById("sign-word").value = "";
}
