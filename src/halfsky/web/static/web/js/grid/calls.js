// Asking the house: JSON both ways. A lost line, a sign-in that is over and a refusal are told apart, so that whoever
// asked can say it and lose nothing.

export class Offline extends Error {}
export class SignedOut extends Error {}
export class Refused extends Error {
  constructor(status, refusals) {
    super(refusals.map(({ says, todo }) => `${says}${todo}`).join(" "));
    this.status = status;
    this.refusals = refusals;
  }
}

const WAIT = 20_000;
const BROKEN = 500;
const field = document.querySelector("#sheet [name=csrfmiddlewaretoken]");

export async function ask(address, body, signal) {
  const answer = await sent(address, body, signal);
  if (answer.status === 401) throw new SignedOut();
  if (answer.status >= BROKEN) throw new Offline();
  const data = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : undefined;
  // A page instead of data: the form's token is stale, as after signing in elsewhere.
  if (!data) throw new SignedOut();
  if (!answer.ok) throw new Refused(answer.status, data.refusals);
  if (data.token) renew(data.token);
  return data;
}

export function renew(token) {
  for (const one of document.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = token;
}

async function sent(address, body, signal) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), WAIT);
  signal?.addEventListener("abort", () => late.abort());
  try {
    return await fetch(address, {
      method: body ? "POST" : "GET",
      headers: body ? { "Content-Type": "application/json", "X-CSRFToken": field.value } : {},
      body: body && JSON.stringify(body),
      signal: late.signal,
      redirect: "manual",
    });
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new Offline();
  } finally {
    clearTimeout(timer);
  }
}
