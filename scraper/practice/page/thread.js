// One page of the app: a new chat or a conversation, with its scroller and its composer.
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { Conversing, FLICKER } from "./conversing.js";
import { h, sleep } from "./dom.js";
import { frame, frozen, hide } from "./frame.js";
import { Holdups } from "./holdups.js";
import { t } from "./labels.js";
import { Mounted } from "./mounted.js";
import { has, settings } from "./state.js";
import { Turn } from "./turn.js";
import { turnsOf } from "./turns.js";
import * as versions from "./versions.js";

export class Page extends Conversing {
  #mounted; #cursor = null;

  constructor(place, app) {
    super(place, app);
    this.composer = new Composer(this.id, this.acts);
    this.holdups = new Holdups(this.composer, this.acts);
    Object.assign(this, frame(this, () => this.#scrolled()));
    this.#mounted = new Mounted(this.list, settings.window);
    this.sync();
  }

  read() {
    return api.conversation(this.id);
  }

  async loaded({ messages }, running) {
    if (!running && messages.some(({ has_versions: several }) => several)) await this.branches();
  }

  // The page stays behind as it is, hidden.
  leave() {
    super.leave();
    hide(this.element);
  }

  frozen() {
    return frozen(this.element);
  }

  // Brings what stands above the composer and in the exchanges in line with the states.
  sync() {
    this.holdups.full(has("full") && this.turns.length > 0);
    if (!has("usage_cap") && !has("usage_cap_stream")) this.holdups.limited(null);
    const last = this.turns.at(-1);
    for (const turn of this.turns) turn.rate(turn === last && has("rating"));
    if (has("ab_choice")) this.#choose();
  }

  show(found, running) {
    this.turns = turnsOf(found, running, this.acts);
    this.parent = found.current_node;
    const info = found.page_info;
    this.#cursor = info?.has_previous_page ? info.start_cursor : null;
    this.place();
  }

  showBranch(leaf) {
    this.show({ ...versions.branch(this.tree, leaf), current_node: leaf }, false);
    versions.mark(this.tree, this.turns);
  }

  place() {
    this.#mounted.show(this.turns);
  }

  newTurn(question, files, parent) {
    const turn = new Turn(this.turns.length, { question, files, fresh: true, parent, acts: this.acts });
    turn.questionId = crypto.randomUUID();
    turn.conversation = this.id;
    this.turns.push(turn);
    this.place();
    this.sync();
    this.element.classList.replace("home", "thread");
    this.scroller.scrollTop = 0;
    return turn;
  }

  // At first Stop is not there yet: it comes with the first word of the site, or a little later.
  async begins() {
    this.composer.stoppable(false);
    await sleep(FLICKER);
    this.composer.stoppable(true);
  }

  known(id) {
    this.composer.stoppable(true);
    this.holder.dataset.mapComposerConversation = id;
    super.known(id);
  }

  async #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (this.#mounted.newer(-scrollTop)) return;
    if (-scrollTop < scrollHeight - clientHeight - 40 || this.#mounted.older() || !this.#cursor) return;
    const cursor = this.#cursor;
    this.#cursor = null;
    const loading = h("div", {}, h("span", { role: "status", class: "sr-only" }, t.earlier));
    this.list.prepend(loading);
    const found = await api.earlier(this.id, cursor);
    loading.remove();
    if (!found) return;
    this.#cursor = found.page_info.has_previous_page ? found.page_info.start_cursor : null;
    const turns = turnsOf(found, false, this.acts);
    this.turns.unshift(...turns);
    this.#mounted.prepend(turns, this.turns);
  }

  #choose() {
    const turn = this.turns.at(-1);
    if (!turn?.finished || !turn.text || this.list.querySelector(".choice")) return;
    this.holdups.choice(turn, async () => {
      await this.branches();
      return this.tree && versions.other(this.tree, turn);
    });
  }
}
