// What a conversation, or a new one, is on the page of either generation: its exchanges, of which the last may be
// under way, and the branches that a person can go over to.
import { Answer } from "./answer.js";
import * as api from "./api.js";
import * as bodies from "./body.js";
import { sleep } from "./dom.js";
import { t } from "./labels.js";
import { toast } from "./overlay.js";
import { settings } from "./state.js";
import * as versions from "./versions.js";

export const ROOT = "client-created-root";
export const FLICKER = 0.06; // seconds

// What extends it has a `composer` and `holdups`, and says how its kind of page reads a conversation (`read`), shows
// all of it (`show`), one of its branches (`showBranch`) or the exchanges as they are now (`place`), makes a new
// exchange (`newTurn`), and brings what stands around in line with the states (`sync`).
export class Conversing {
  turns = []; left = false; parent = ROOT; tree = null;
  #answer = null; #drawing = false; #untoast = () => {};

  // app: what the page tells the shell: began, known, titled, listed, announced, fresh.
  constructor({ id = null, temporary = false }, app) {
    Object.assign(this, { id, temporary, app });
  }

  get begun() {
    return this.id !== null || this.turns.length > 0;
  }

  // What can be done in it.
  acts = {
    submit: (text, files) => this.#ask(this.newTurn(text, files, this.parent)),
    again: (turn) => this.#again(turn),
    edit: (turn, text) => this.#edit(turn, text),
    more: (turn) => this.#more(turn),
    step: ({ ids, at }, by) => this.showBranch(versions.leaf(this.tree, ids[at + by])),
    stop: () => this.#stop(),
    fresh: () => this.app.fresh(),
  };

  // Shows what the conversation holds; false when there is none.
  async load() {
    const found = await this.read();
    if (!found) return false;
    this.app.titled(found.title);
    const running = await api.streaming(this.id);
    this.show(found, running);
    await this.loaded(found, running);
    if (running) this.#follow();
    this.sync();
    return true;
  }

  // The person has gone elsewhere: nothing is heard any more.
  leave() {
    this.left = true;
    this.#untoast();
    this.#answer?.abort();
  }

  async branches() {
    this.tree = (this.id && (await api.tree(this.id))) || this.tree;
    if (this.tree && !this.left) versions.mark(this.tree, this.turns);
  }

  // A question the server has is answered again; one that it has refused is asked anew.
  #again(turn) {
    this.#keep(turn);
    turn.again();
    turn.update();
    return turn.taken ? this.#converse(turn, bodies.variant(this, turn)) : this.#ask(turn);
  }

  #edit(old, text) {
    this.#keep(old);
    this.turns.pop();
    return this.#ask(this.newTurn(text, old.files, old.parent));
  }

  #more(turn) {
    turn.goOn();
    turn.update();
    return this.#converse(turn, bodies.more(this, turn));
  }

  // What came after this turn belongs to another branch now.
  #keep(turn) {
    this.turns.length = this.turns.indexOf(turn) + 1;
    this.place();
  }

  #ask(turn) {
    return this.#converse(turn, bodies.question(this, turn));
  }

  async #converse(turn, body) {
    this.app.announced("");
    if (!this.id) this.app.began(this);
    this.composer.moved(this.id);
    this.busy(true);
    this.begins();
    this.#answer = new Answer(turn, this.id, {
      known: (id) => this.known(id), titled: (title) => this.#titled(title), changed: () => this.#redraw(),
      resting: () => this.#rest(turn), asking: () => this.holdups.permission(turn, this.id), limited: (said) => this.holdups.limited(said),
    });
    const end = await this.#answer.run(body);
    if (this.left) return undefined;
    if (end === "lost") return this.#lost();
    if (end === "unfinished") return this.#follow();
    if (body.action !== "next" || turn.parent !== this.parent) await this.branches();
    return this.done(turn, end);
  }

  // Where a page has more to do: when all is shown, when an answer begins, while it is busy, around a change.
  async loaded() {}

  begins() {}

  busy(is) {
    this.composer.answering(is);
  }

  change(act) {
    act();
  }

  known(id) {
    if (this.id === id) return;
    this.id = id;
    this.composer.moved(id);
    if (!this.left) this.app.known(this);
  }

  #titled(title) {
    if (this.left) return;
    this.app.titled(title);
    this.app.listed();
  }

  // Between two steps: Stop is gone for a moment, and the buttons of a finished answer stand there.
  async #rest(turn) {
    turn.flash();
    this.composer.stoppable(false);
    await sleep(FLICKER);
    turn.unflash();
    if (!turn.finished) this.composer.stoppable(true);
  }

  #redraw() {
    if (this.#drawing || this.left) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      if (!this.left) this.change(() => this.turns.at(-1)?.update());
    });
  }

  #lost() {
    this.#untoast = toast(t.connectionLost, 0);
  }

  done(turn, end) {
    turn.state = ["full", "too_long", "capped"].includes(end) ? "failed" : end;
    this.parent = turn.taken ? turn.answerId ?? turn.key : turn.parent;
    this.change(() => {
      turn.update();
      this.busy(false);
    });
    if (end === "full") this.holdups.full(true);
    if (end === "capped") api.init(this.id).then((said) => this.holdups.limited(said));
    if (end === "done") this.app.announced(t.complete);
    this.app.listed();
    this.sync();
  }

  // Reads the conversation again and again until its answer is there.
  async #follow() {
    this.busy(true);
    this.app.announced("");
    for (let running = true; running && !this.left; ) {
      await sleep(settings.poll);
      if (this.left) return;
      running = await api.streaming(this.id);
      const found = await this.read();
      if (found && !this.left) this.show(found, running);
    }
    const last = this.turns.at(-1);
    if (!this.left && last) this.done(last, last.state);
  }

  async #stop() {
    this.#untoast();
    if (this.#answer?.lost) this.done(this.turns.at(-1), "stopped");
    this.#answer?.stop();
    if (this.id) await api.stop(this.id);
  }
}
