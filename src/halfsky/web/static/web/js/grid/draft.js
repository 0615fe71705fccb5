// The draft: kept on this machine at every keystroke, sent to the house a moment later. A line that drops, a closed
// tab, a sign-in that is over and a colleague on the same sheet lose nothing.

import { ask, Offline, Refused, SignedOut } from "./calls.js";
import { chosen, merged, same } from "./merge.js";
import { signIn } from "./signin.js";
import { word } from "./words.js";

const SOON = 900;
const RETRY = [2_000, 5_000, 10_000, 30_000];
const STALE = "409.743";

export class Draft extends EventTarget {
  constructor(data, edits, local, name) {
    super();
    Object.assign(this, { data, edits, local, name });
    this.version = data.version;
    this.base = edits.snapshot();
    this.failures = 0;
    this.line = document.getElementById("kept");
    addEventListener("online", () => this.send());
    addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => document.hidden && this.keep());
  }

  get clean() {
    return same(this.edits.snapshot(), this.base);
  }

  // What an earlier visit left on this machine comes back, merged with what the house has now.
  async restore() {
    const left = this.local.read();
    if (!left) return;
    const { changes, conflicts } = merged(left.base, this.base, left.mine);
    this.edits.change(changes, { forget: true });
    const taken = conflicts.length
      ? await chosen(
          conflicts.map(({ mine, theirs, ...of }) => ({ ...of, mine: theirs, theirs: mine })),
          this.name,
        )
      : [];
    const kept = new Set(taken.map(({ kind, key }) => `${kind}/${key}`));
    const back = conflicts.filter(({ kind, key }) => !kept.has(`${kind}/${key}`));
    this.edits.change(
      back.map(({ kind, key, theirs }) => ({ kind, key, to: theirs })),
      { forget: true },
    );
    this.says(word("restored", changes.length + back.length));
    if (this.clean) this.local.forget();
    else this.soon();
  }

  // Something was typed.
  touch() {
    if (this.clean) {
      this.local.forget();
      return;
    }
    this.keep();
    if (this.data.kept) this.soon();
    else this.says(word("local"));
  }

  keep() {
    if (!this.clean) this.local.keep({ version: this.version, base: this.base, mine: this.edits.snapshot() });
  }

  soon(wait = SOON) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  // Send what is not kept yet; one letter at a time. Resolves with whether the house has everything.
  async send() {
    clearTimeout(this.timer);
    if (!this.data.kept || this.stopped) return !this.data.kept;
    if (this.sending) await this.sending;
    if (this.clean) return true;
    this.sending = this.deliver().finally(() => (this.sending = undefined));
    return this.sending;
  }

  async deliver() {
    const mine = this.edits.snapshot();
    this.says(word("saving"));
    try {
      const { version, saved_at: when } = await ask(this.data.draft, { ...mine, version: this.version });
      this.version = version;
      this.base = mine;
      this.failures = 0;
      this.says(word("saved", when), "good");
      if (this.clean) this.local.forget();
      else this.soon();
      this.dispatchEvent(new Event("kept"));
      return this.clean;
    } catch (fault) {
      return this.failed(fault);
    }
  }

  async failed(fault) {
    this.keep();
    if (fault instanceof Offline) {
      this.says(word("offline"), "open");
      this.soon(RETRY[Math.min(this.failures, RETRY.length - 1)]);
      this.failures += 1;
      return false;
    }
    if (fault instanceof SignedOut) {
      this.says(word("over"), "open");
      await signIn(this.data);
      return this.join(await ask(this.data.draft));
    }
    if (fault instanceof Refused && fault.refusals.some(({ number }) => number === STALE)) {
      return this.join(await ask(this.data.draft));
    }
    if (fault instanceof Refused) {
      this.says(word("stopped", fault.message), "bad");
      this.stopped = fault.status === 409 || fault.status === 403;
      return false;
    }
    throw fault;
  }

  // Merge what the house has with what is here, then send the whole.
  async join(theirs) {
    if (theirs.version !== this.version) {
      const { changes, conflicts } = merged(this.base, this.edits.snapshot(), theirs);
      const taken = conflicts.length ? await chosen(conflicts, this.name) : [];
      this.version = theirs.version;
      this.base = { answers: theirs.answers, explained: theirs.explained, comments: theirs.comments };
      this.edits.change([...changes, ...taken], { forget: true });
      this.says(word("merged"));
      this.dispatchEvent(new Event("merged"));
    }
    return this.clean ? true : this.deliver();
  }

  says(text, look = "none") {
    if (this.line.textContent !== text) this.line.textContent = text;
    this.line.className = `grid-kept ${look}`;
  }
}
