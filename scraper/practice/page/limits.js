// The limits that stand above a composer and keep it from sending, on the page of either generation.
import * as notices from "./notices.js";

export class Limits {
  // acts: fresh, which leads to a new chat, and what else can be done.
  constructor(composer, acts) {
    Object.assign(this, { composer, acts });
  }

  // What the server says about limits, at the start and in the stream; null where it says nothing.
  limited(said) {
    const blocked = notices.blocked(said);
    this.composer.notice("cap", blocked && notices.cap(blocked.until));
    this.composer.block("cap", blocked !== null);
  }

  full(is) {
    if (is !== this.composer.has("full")) this.composer.notice("full", is ? notices.full(() => this.acts.fresh()) : null);
    this.composer.block("full", is);
  }
}
