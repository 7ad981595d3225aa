// What stands above the composer and below the last answer, as the states and the server say: limits, a full
// conversation, going on, and what a person is asked.
import * as api from "/cdn/assets/api.js";
import { h } from "/cdn/assets/dom.js";
import { Limits } from "/cdn/assets/limits.js";
import { connector } from "/cdn/assets/prompts.js";
import * as state from "/cdn/assets/state.js";
import { t } from "./labels.js";
import { chooser, rating } from "./prompts.js";

export class Standing extends Limits {
  #choosing = null; #others;

  // others: finds the answers to a question.
  constructor(composer, acts, others) {
    super(composer, acts);
    this.#others = others;
  }

  // last: the last exchange, if there is one.
  sync(last) {
    this.full(state.has("full") && last !== undefined);
    if (!state.has("usage_cap") && !state.has("usage_cap_stream")) this.limited(null);
    if (!state.has("ab_choice")) this.#chosen();
    if (!last?.finished) return;
    const { extra } = last.reply;
    const shown = extra.firstElementChild;
    if (state.has("ab_choice")) {
      if (!shown && last.text) this.#choose(last);
    } else if (!state.has("rating")) extra.replaceChildren();
    else if (!shown) extra.replaceChildren(rating(() => { state.close("rating"); extra.replaceChildren(); }));
  }

  // Only an answer that was too long has more to say.
  more(turn) {
    this.composer.notice("more", turn?.cut ? h("button", {
      type: "button", class: "btn btn-secondary", "data-testid": "continue-generating-button", click: () => this.acts.more(turn),
    }, t.goOn) : null);
  }

  // The answer waits until somebody has decided.
  permission(turn, id) {
    const { extra } = turn.reply;
    if (extra.firstElementChild || !state.has("connector_permission")) return;
    extra.replaceChildren(connector((allowed) => {
      extra.replaceChildren();
      if (allowed) api.permit(id);
      else this.acts.stop();
    }));
  }

  // Both answers stand there instead of the one, and nothing can be sent.
  async #choose(turn) {
    if (this.#choosing) return;
    this.#choosing = turn;
    this.composer.block("choice", true);
    const other = (await this.#others(turn)).find(({ id, metadata }) => metadata.paragen && id !== turn.answerId);
    if (this.#choosing !== turn) return;
    turn.reply.frame.section.classList.add("choosing");
    turn.reply.extra.replaceChildren(chooser([turn.text, other?.content.parts[0] ?? turn.text], () => {
      state.close("ab_choice");
      this.#chosen();
    }));
  }

  #chosen() {
    const turn = this.#choosing;
    this.#choosing = null;
    this.composer.block("choice", false);
    turn?.reply.extra.replaceChildren();
    turn?.reply.frame.section.classList.remove("choosing");
  }
}
