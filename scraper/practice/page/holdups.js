// What keeps a page from going on: limits above the composer, a choice to be made, a connector that wants to run.
import * as api from "./api.js";
import { Limits } from "./limits.js";
import * as prompts from "./prompts.js";
import * as state from "./state.js";

export class Holdups extends Limits {
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

  permission(turn, id) {
    if (turn.element.querySelector(".connector") || !state.has("connector_permission")) return;
    const card = prompts.connector((allowed) => {
      card.remove();
      if (allowed) api.permit(id);
      else this.acts.stop();
    });
    turn.put(card);
  }
}
