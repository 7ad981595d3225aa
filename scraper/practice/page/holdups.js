// What keeps a page from going on: limits above the composer, a choice to be made, a connector that wants to run.
import * as api from "./api.js";
import * as notices from "./notices.js";
import * as prompts from "./prompts.js";
import * as state from "./state.js";

export class Holdups {
  // fresh: leads to a new chat.
  constructor(composer, fresh) {
    Object.assign(this, { composer, fresh });
  }

  // What the server says about limits, at the start and in the stream; null where it says nothing.
  limited(said) {
    const blocked = notices.blocked(said);
    this.composer.notice("cap", blocked && notices.cap(blocked.until));
    this.composer.block("cap", blocked !== null);
  }

  full(is) {
    if (is !== this.composer.has("full")) this.composer.notice("full", is ? notices.full(this.fresh) : null);
    this.composer.block("full", is);
  }

  // Two answers, until one is chosen; `others` finds the second.
  async choice(turn, others) {
    this.composer.block("choice", true);
    const second = await others();
    if (turn.element.querySelector(".choice")) return;
    const chooser = prompts.choice([turn.text, second ?? turn.text], () => {
      state.close("ab_choice");
      chooser.remove();
      turn.element.classList.remove("choosing");
      this.composer.block("choice", false);
    });
    turn.element.classList.add("choosing");
    turn.put(chooser);
  }

  permission(turn, id, stop) {
    if (turn.element.querySelector(".connector") || !state.has("connector_permission")) return;
    const card = prompts.connector((allowed) => {
      card.remove();
      if (allowed) api.permit(id);
      else stop();
    });
    turn.put(card);
  }
}
