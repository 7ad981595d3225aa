// One conversation, or a new one, in the classic page: its exchanges and its composer.
import * as api from "/cdn/assets/api.js";
import { Conversing, ROOT } from "/cdn/assets/conversing.js";
import * as versions from "/cdn/assets/versions.js";
import { Composer } from "./composer.js";
import { Exchange, exchangesOf } from "./exchange.js";
import { Sheet } from "./sheet.js";
import { Standing } from "./standing.js";

export class Thread extends Conversing {
  // root: what scrolls.
  constructor(place, root, app) {
    super(place, app);
    this.composer = new Composer(this.id, this.acts);
    this.holdups = new Standing(this.composer, this.acts, (turn) => this.#others(turn));
    this.sheet = new Sheet(root, this.composer, { top: ROOT, temporary: this.temporary });
    this.elements = this.sheet.elements;
    this.sync();
  }

  read() {
    return api.tree(this.id);
  }

  async loaded() {
    this.sheet.toEnd();
  }

  leave() {
    super.leave();
    this.sheet.leave();
  }

  // Brings what stands around the composer in line with the states.
  sync() {
    this.holdups.sync(this.turns.at(-1));
  }

  show(found, running, leaf = found.current_node) {
    this.tree = found;
    this.turns = exchangesOf(versions.branch(found, leaf), running, this.acts);
    this.parent = leaf;
    versions.mark(found, this.turns);
    this.place();
    this.#mark();
  }

  showBranch(leaf) {
    this.show(this.tree, false, leaf);
  }

  place() {
    this.sheet.place(this.turns);
  }

  newTurn(question, files, parent) {
    this.request = crypto.randomUUID();
    const turn = new Exchange(this.turns.length, {
      key: crypto.randomUUID(), question, files, parent, request: `request-WEB:${this.request}`, acts: this.acts, conversation: this.id,
    });
    this.turns.push(turn);
    turn.update();
    this.place();
    this.sheet.toEnd();
    return turn;
  }

  busy(is) {
    super.busy(is);
    this.sheet.busy(is);
    this.holdups.more(null);
  }

  change(act) {
    this.sheet.stayAtEnd(act);
  }

  done(turn, end) {
    super.done(turn, end);
    this.#mark();
  }

  async #others(turn) {
    await this.branches();
    return turn.answers.ids.map((id) => this.tree.mapping[id].message);
  }

  // What the end of the last answer means for what stands around the composer.
  #mark() {
    const last = this.turns.at(-1);
    if (!last?.finished) return;
    if (last.state === "failed") this.sheet.failed();
    this.holdups.more(last);
  }
}
