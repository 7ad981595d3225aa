// One page of the app: a new chat or a conversation, with its scroller and its composer.
import { Answer } from "./answer.js";
import * as api from "./api.js";
import * as bodies from "./body.js";
import { Composer } from "./composer.js";
import { h, sleep } from "./dom.js";
import { frame, frozen, hide } from "./frame.js";
import { Holdups } from "./holdups.js";
import { t } from "./labels.js";
import { Mounted } from "./mounted.js";
import { toast } from "./overlay.js";
import * as state from "./state.js";
import { PENDING, Turn } from "./turn.js";
import { turnsOf } from "./turns.js";
import * as versions from "./versions.js";

const ROOT = "client-created-root";
const FLICKER = 0.06; // seconds

export class Page {
  #turns = []; #answer = null; #left = false; #parent = ROOT; #cursor = null; #draw = false; #tree = null; #untoast = () => {};

  // app: what the page tells the shell: began, known, titled, listed, announced, fresh.
  constructor({ id = null, temporary = false }, app) {
    Object.assign(this, { id, temporary, app });
    this.composer = new Composer(id, { submit: (text, files) => this.#submit(text, files), stop: () => this.#stop() });
    Object.assign(this, frame(this, () => this.#scrolled()));
    this.#mounted = new Mounted(this.list, state.settings.window);
    this.#holdups = new Holdups(this.composer, () => app.fresh());
    this.sync();
  }

  #mounted; #holdups;

  #acts = {
    again: (turn) => this.#again(turn),
    edit: (turn, text) => this.#edit(turn, text),
    more: (turn) => this.#more(turn),
    step: ({ ids, at }, by) => this.#showBranch(versions.leaf(this.#tree, ids[at + by])),
  };

  // Shows what the conversation holds; false when there is none.
  async load() {
    const found = await api.conversation(this.id);
    if (!found) return false;
    this.app.titled(found.title);
    const running = await api.streaming(this.id);
    this.#show(found, running);
    if (running) this.#follow();
    else if (found.messages.some(({ has_versions: several }) => several)) await this.#branches();
    this.sync();
    return true;
  }

  // The person has gone elsewhere: the page stays behind as it is, hidden, and hears nothing any more.
  leave() {
    this.#left = true;
    this.#untoast();
    this.#answer?.abort();
    hide(this.element);
  }

  frozen() {
    return frozen(this.element);
  }

  // Brings what stands above the composer and in the exchanges in line with the states.
  sync() {
    this.#holdups.full(state.has("full") && this.#turns.length > 0);
    if (!state.has("usage_cap") && !state.has("usage_cap_stream")) this.limited(null);
    const last = this.#turns.at(-1);
    for (const turn of this.#turns) turn.rate(turn === last && state.has("rating"));
    if (state.has("ab_choice")) this.#choose();
  }

  limited(said) {
    this.#holdups.limited(said);
  }

  #show(found, running) {
    this.#turns = turnsOf(found, running, this.#acts);
    this.#parent = found.current_node;
    const info = found.page_info;
    this.#cursor = info?.has_previous_page ? info.start_cursor : null;
    this.#mounted.show(this.#turns);
  }

  async #branches() {
    this.#tree = await api.tree(this.id);
    if (this.#tree && !this.#left) versions.mark(this.#tree, this.#turns);
  }

  #showBranch(leaf) {
    this.#show({ ...versions.branch(this.#tree, leaf), current_node: leaf }, false);
    versions.mark(this.#tree, this.#turns);
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
    const turns = turnsOf(found, false, this.#acts);
    this.#turns.unshift(...turns);
    this.#mounted.prepend(turns, this.#turns);
  }

  #submit(text, files) {
    const turn = this.#newTurn(text, files, this.#parent);
    return this.#converse(turn, bodies.question(this, turn));
  }

  #again(turn) {
    this.#keep(turn);
    turn.again();
    turn.update();
    return this.#converse(turn, turn.taken ? bodies.variant(this, turn) : bodies.question(this, turn));
  }

  #edit(old, text) {
    this.#keep(old);
    this.#turns.pop();
    const turn = this.#newTurn(text, old.files, old.parent);
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
    this.#mounted.show(this.#turns);
  }

  #newTurn(question, files, parent) {
    const turn = new Turn(this.#turns.length, { question, files, fresh: true, parent, acts: this.#acts });
    turn.questionId = crypto.randomUUID();
    turn.conversation = this.id;
    this.#turns.push(turn);
    this.#mounted.show(this.#turns);
    this.sync();
    this.element.classList.replace("home", "thread");
    this.scroller.scrollTop = 0;
    return turn;
  }

  async #converse(turn, body) {
    this.app.announced("");
    if (!this.id) this.app.began(this);
    this.composer.moved(this.id);
    this.composer.answering(true);
    this.#stopComes();
    this.#answer = new Answer(turn, this.id, {
      known: (id) => this.#known(id), titled: (title) => this.#titled(title), changed: () => this.#redraw(),
      resting: () => this.#rest(turn), asking: () => this.#holdups.permission(turn, this.id, () => this.#stop()), limited: (said) => this.limited(said),
    });
    const end = await this.#answer.run(body);
    if (this.#left) return undefined;
    if (end === "lost") return this.#lost();
    if (end === "unfinished") return this.#follow();
    if (body.action !== "next" || turn.parent !== this.#parent) await this.#branches();
    return this.#done(turn, end);
  }

  // At first Stop is not there yet: it comes with the first word of the site, or a little later.
  async #stopComes() {
    this.composer.stoppable(false);
    await sleep(FLICKER);
    this.composer.stoppable(true);
  }

  // Between two steps: Stop is gone for a moment, and the buttons of a finished answer stand there.
  async #rest(turn) {
    turn.flash();
    this.composer.stoppable(false);
    await sleep(FLICKER);
    turn.unflash();
    if (!turn.finished) this.composer.stoppable(true);
  }

  #choose() {
    const turn = this.#turns.at(-1);
    if (!turn?.finished || !turn.text || this.list.querySelector(".choice")) return;
    this.#holdups.choice(turn, async () => {
      await this.#branches();
      return this.#tree && versions.other(this.#tree, turn);
    });
  }

  #lost() {
    this.#untoast = toast(t.connectionLost, 0);
  }

  #known(id) {
    this.composer.stoppable(true);
    if (this.id === id) return;
    this.id = id;
    this.composer.moved(id);
    this.holder.dataset.mapComposerConversation = id;
    if (!this.#left) this.app.known(this);
  }

  #titled(title) {
    if (this.#left) return;
    this.app.titled(title);
    this.app.listed();
  }

  #redraw() {
    if (this.#draw || this.#left) return;
    this.#draw = true;
    requestAnimationFrame(() => {
      this.#draw = false;
      if (!this.#left) this.#turns.at(-1)?.update();
    });
  }

  #done(turn, end) {
    turn.state = ["full", "too_long", "capped"].includes(end) ? "failed" : end;
    if (turn.key === PENDING) turn.key = turn.questionId ?? turn.key;
    this.#parent = turn.taken ? turn.answerId ?? turn.key : turn.parent;
    turn.update();
    this.composer.answering(false);
    if (end === "full") this.#holdups.full(true);
    if (end === "capped") api.init(this.id).then((said) => this.limited(said));
    if (end === "done") this.app.announced(t.complete);
    this.app.listed();
    this.sync();
  }

  // Reads the conversation again and again until its answer is there.
  async #follow() {
    this.composer.answering(true);
    this.app.announced("");
    for (let running = true; running && !this.#left; ) {
      await sleep(state.settings.poll);
      if (this.#left) return;
      running = await api.streaming(this.id);
      const found = await api.conversation(this.id);
      if (found && !this.#left) this.#show(found, running);
    }
    if (!this.#left) this.#done(this.#turns.at(-1), this.#turns.at(-1).state);
  }

  async #stop() {
    this.#untoast();
    if (this.#answer?.lost) this.#done(this.#turns.at(-1), "stopped");
    this.#answer?.stop();
    if (this.id) await api.stop(this.id);
  }
}
