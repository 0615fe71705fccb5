// The wall renews itself: the page is fetched anew and put in place of the old one. When that fails, or the sign-in is
// over, the old figures stay with their time and it is said that they are old. Nothing moves.

const body = document.body;

async function renew() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("main").replaceWith(fresh.getElementById("main"));
  } catch {
    document.getElementById("stale").textContent = body.dataset.stale;
  }
}

setInterval(renew, Number(body.dataset.every) * 1000);
