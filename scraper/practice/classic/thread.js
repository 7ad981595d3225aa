// One conversation, or a new one, in the classic page: its exchanges and its composer.
import { Answer } from "/cdn/assets/answer.js";
import * as api from "/cdn/assets/api.js";
import * as bodies from "/cdn/assets/body.js";
import { sleep } from "/cdn/assets/dom.js";
import { toast } from "/cdn/assets/overlay.js";
import * as state from "/cdn/assets/state.js";
import * as versions from "/cdn/assets/versions.js";
import { Composer } from "./composer.js";
import { Exchange, exchangesOf } from "./exchange.js";
import { t } from "./labels.js";
import { Sheet } from "./sheet.js";
import { Standing } from "./standing.js";

const ROOT = "client-created-root";
const FLICKER = 0.06; // seconds

export class Thread {
  #turns = []; #answer = null; #left = false; #parent = ROOT; #draw = false; #tree = null; #untoast = () => {};

  // app: began, known, titled, listed, announced, fresh; root: what scrolls.
  constructor({ id = null, temporary = false }, root, app) {
    Object.assign(this, { id, temporary, root, app });
    this.composer = new Composer(id, { submit: (text, files) => this.#submit(text, files), stop: () => this.#stop() });
    this.standing = new Standing(this.composer, {
      fresh: () => this.app.fresh(), more: (turn) => this.#more(turn), stop: () => this.#stop(), others: (turn) => this.#others(turn),
    });
    this.sheet = new Sheet(root, this.composer, { top: ROOT, temporary });
    this.elements = this.sheet.elements;
    this.sync();
  }

  #acts = {
    again: (turn) => this.#again(turn), edit: (turn, text) => this.#edit(turn, text),
    step: ({ ids, at }, by) => this.#showBranch(versions.leaf(this.#tree, ids[at + by])),
  };

  get begun() {
    return this.id !== null || this.#turns.length > 0;
  }

  // Shows what the conversation holds; false when there is none.
  async load() {
    const found = await api.tree(this.id);
    if (!found) return false;
    this.app.titled(found.title);
    const running = await api.streaming(this.id);
    this.#show(found, running);
    this.sheet.toEnd();
    if (running) this.#follow();
    this.sync();
    return true;
  }

  leave() {
    this.#left = true;
    this.#untoast();
    this.#answer?.abort();
    this.sheet.leave();
  }

  // Brings what stands around the composer in line with the states.
  sync() {
    this.standing.sync(this.#turns.at(-1));
  }

  limited(said) {
    this.standing.limited(said);
  }

  #show(found, running, leaf = found.current_node) {
    this.#tree = found;
    this.#turns = exchangesOf(versions.branch(found, leaf), running, this.#acts);
    this.#parent = leaf;
    versions.mark(found, this.#turns);
    this.sheet.place(this.#turns);
    this.#mark();
  }

  #showBranch(leaf) {
    this.#show(this.#tree, false, leaf);
  }

  #submit(text, files) {
    const turn = this.#newTurn(text, files, this.#parent, crypto.randomUUID());
    return this.#converse(turn, bodies.question(this, turn));
  }

  // A question the server has is answered again; one that it has refused is asked anew.
  #again(turn) {
    this.#keep(turn);
    turn.again(`request-WEB:${crypto.randomUUID()}`);
    turn.update();
    return this.#converse(turn, turn.taken ? bodies.variant(this, turn) : bodies.question(this, turn));
  }

  #edit(old, text) {
    this.#keep(old);
    this.#turns.pop();
    const turn = this.#newTurn(text, old.files, old.parent, crypto.randomUUID());
    return this.#converse(turn, bodies.question(this, turn));
  }

  #more(turn) {
    turn.goOn();
    turn.update();
    return this.#converse(turn, bodies.more(this, turn));
  }

  // What came after this turn belongs to another branch now.
  #keep(turn) {
    this.#turns.length = this.#turns.indexOf(turn) + 1;
    this.sheet.place(this.#turns);
  }

  #newTurn(question, files, parent, key) {
    this.request = crypto.randomUUID();
    const place = { key, question, files, parent, request: `request-WEB:${this.request}`, acts: this.#acts, conversation: this.id };
    const turn = new Exchange(this.#turns.length, place);
    this.#turns.push(turn);
    turn.update();
    this.sheet.place(this.#turns);
    this.sheet.toEnd();
    return turn;
  }

  async #converse(turn, body) {
    this.app.announced("");
    if (!this.id) this.app.began(this);
    this.composer.moved(this.id);
    this.#busy(true);
    this.#answer = new Answer(turn, this.id, {
      known: (id) => this.#known(id), titled: (title) => this.#titled(title), changed: () => this.#redraw(),
      resting: () => this.#rest(turn), asking: () => this.standing.permission(turn, this.id), limited: (said) => this.limited(said),
    });
    const end = await this.#answer.run(body);
    if (this.#left) return undefined;
    if (end === "lost") return this.#lost();
    if (end === "unfinished") return this.#follow();
    if (body.action !== "next" || turn.parent !== this.#parent) await this.#branches();
    return this.#done(turn, end);
  }

  async #branches() {
    this.#tree = (this.id && (await api.tree(this.id))) || this.#tree;
    if (this.#tree && !this.#left) versions.mark(this.#tree, this.#turns);
  }

  async #others(turn) {
    await this.#branches();
    return turn.answers.ids.map((id) => this.#tree.mapping[id].message);
  }

  #busy(is) {
    this.composer.answering(is);
    this.sheet.busy(is);
    this.standing.more(null);
  }

  // Between two steps: Stop is gone for a moment, and the buttons of a finished answer stand there.
  async #rest(turn) {
    turn.reply.flash();
    this.composer.stoppable(false);
    await sleep(FLICKER);
    turn.reply.unflash();
    if (!turn.finished) this.composer.stoppable(true);
  }

  #lost() {
    this.#untoast = toast(t.connectionLost, 0);
  }

  #known(id) {
    if (this.id === id) return;
    this.id = id;
    this.composer.moved(id);
    if (!this.#left) this.app.known(this);
  }

  #titled(title) {
    if (this.#left) return;
    if (!this.temporary) this.app.titled(title);
    this.app.listed();
  }

  #redraw() {
    if (this.#draw || this.#left) return;
    this.#draw = true;
    requestAnimationFrame(() => {
      this.#draw = false;
      if (!this.#left) this.sheet.stayAtEnd(() => this.#turns.at(-1)?.update());
    });
  }

  #done(turn, end) {
    turn.state = ["full", "too_long", "capped"].includes(end) ? "failed" : end;
    this.#parent = turn.taken ? turn.answerId ?? turn.key : turn.parent;
    this.sheet.stayAtEnd(() => {
      turn.update();
      this.#busy(false);
    });
    if (end === "full") this.standing.full(true);
    if (end === "capped") api.init(this.id).then((said) => this.limited(said));
    if (end === "done") this.app.announced(t.complete);
    this.#mark();
    this.app.listed();
    this.sync();
  }

  // What the end of the last answer means for what stands around the composer.
  #mark() {
    const last = this.#turns.at(-1);
    if (!last?.finished) return;
    if (last.state === "failed") this.sheet.failed();
    this.standing.more(last);
  }

  // Reads the conversation again and again until its answer is there.
  async #follow() {
    this.#busy(true);
    this.app.announced("");
    for (let running = true; running && !this.#left; ) {
      await sleep(state.settings.poll);
      if (this.#left) return;
      running = await api.streaming(this.id);
      const found = await api.tree(this.id);
      if (found && !this.#left) this.#show(found, running);
    }
    if (!this.#left && this.#turns.length) this.#done(this.#turns.at(-1), this.#turns.at(-1).state);
  }

  async #stop() {
    this.#untoast();
    if (this.#answer?.lost) this.#done(this.#turns.at(-1), "stopped");
    this.#answer?.stop();
    if (this.id) await api.stop(this.id);
  }
}
