// One exchange on the page: a question, what was thought, the answer. Attributes as captured 2026-09-29.
import { answerBar, userBar } from "./bars.js";
import { card } from "./cards.js";
import { h } from "./dom.js";
import { editForm } from "./edit.js";
import { t } from "./labels.js";
import { markdown } from "./markdown.js";
import { rating } from "./prompts.js";
import { generated } from "./sources.js";
import * as state from "./state.js";

const ANSWER = { dir: "auto", "data-markdown-text-style": "assistant-message", class: "MarkdownRoot-t7Qe" };
const PENDING = "pending-chatgpt-submit";

const title = (text, attributes = {}) => h("h4", { class: "sr-only m-0 select-none", ...attributes }, text);
const one = () => ({ ids: [], at: 0 });

export class Turn {
  // acts: what can be done with it: again, edit, more, step.
  constructor(number, { key = PENDING, question, files = [], fresh = false, parent = null, acts }) {
    Object.assign(this, { number, key, question, files, fresh, parent, acts, questions: one(), answers: one(), taken: !fresh });
    this.conversation = null;
    this.#clear();
    const said = h("div", { class: "text-size-chat whitespace-pre-wrap", dir: "auto" }, question);
    this.#userBar = userBar(this, false);
    this.#bubble = h("div", { class: "w-full" }, question ? h("div", { "data-user-message-bubble": "true" }, said) : null, this.#userBar);
    const unit = { class: "group/user-message", "data-chatgpt-search-unit-key": `${this.#prefix}:0:user` };
    this.#user = h("div", unit, ...files.map(card), this.#bubble);
    this.#reply = h("div", { class: "block-reply" }, h("span", { hidden: true, "data-chatgpt-agent-turn-start": "" }));
    this.element = h("div", {}, h("div", { class: "flex flex-col gap-1.5", "data-content-search-turn-key": this.#prefix },
      h("div", { class: "block-ask" }, title(t.youSaid), this.#user), this.#reply));
    this.update();
  }

  #user; #userBar; #bubble; #reply; #activity; #unit; #content; #ended; #rating; #flash; #pictures; #settled = null;

  #clear() {
    Object.assign(this, { answerId: null, thoughts: [], seconds: null, text: "", state: "running", error: null, cut: false, policy: false, pictures: [], references: [] });
    this.#activity = this.#unit = this.#content = this.#rating = this.#flash = this.#pictures = null;
    this.#ended = false;
  }

  // Another answer takes the place of this one.
  again() {
    this.#clear();
    this.#reply.replaceChildren(this.#reply.firstElementChild);
  }

  // The same answer goes on.
  goOn() {
    Object.assign(this, { state: "running", cut: false });
    this.#unend();
  }

  get #prefix() {
    return `fallback-turn-${this.number}`;
  }

  get finished() {
    return this.state !== "running";
  }

  update() {
    if (this.finished && this.key === PENDING) this.key = this.questionId;
    this.element.dataset.turnKey = this.key;
    if (this.key !== PENDING) this.#user.dataset.chatgptSearchMessageIds = this.key;
    if (!this.fresh || this.finished) this.#settleUser();
    if (this.thoughts.length) this.#showActivity();
    if (this.text || this.pictures.length) this.#showAnswer();
    if (this.finished && !this.#ended) this.#end();
  }

  // The versions have become known.
  renew() {
    this.#unend();
    this.update();
  }

  edit() {
    const { form, editor } = editForm(this.question, {
      cancel: () => { form.remove(); this.#bubble.classList.remove("hidden"); },
      done: (text) => this.acts.edit(this, text),
    });
    this.#bubble.classList.add("hidden");
    this.#user.append(form);
    editor.focus();
  }

  // For a moment the buttons stand there as if all was said: between the thoughts and the answer.
  flash() {
    this.#flash = h("div", { class: "mt-1.5 flex turn-action-controls" }, ...answerBar(this).childNodes);
    this.#reply.append(this.#flash);
  }

  unflash() {
    this.#flash?.remove();
    this.#flash = null;
  }

  // Something that stands in the exchange and waits for a person.
  put(element) {
    this.#reply.append(element);
  }

  #settleUser() {
    this.#bubble.dataset.contentSearchUnitKey = `${this.#prefix}:0:user`;
    if (this.#settled === this.questions) return;
    this.#settled = this.questions;
    const bar = userBar(this, true);
    this.#userBar.replaceWith(bar);
    this.#userBar = bar;
  }

  // Asks how it was, or asks no more.
  rate(wanted) {
    if (wanted && !this.#rating) {
      this.#rating = rating(() => { state.close("rating"); this.#rating.remove(); });
      this.#reply.append(this.#rating);
    }
    if (wanted) return;
    this.#rating?.remove();
    this.#rating = null;
  }

  // The trap: captions of the activity carry the answer's attribute, outside the answer's unit.
  #showActivity() {
    if (!this.#activity) {
      this.#activity = h("div", { class: "activity" });
      this.#reply.append(this.#activity);
    }
    const thinking = !this.text && !this.finished;
    const label = thinking ? t.thinking : t.thoughtFor(this.seconds ?? 1);
    const captions = this.thoughts.map((each) => h("div", { ...ANSWER, "data-markdown-text-tone": "tertiary" }, h("p", {}, each)));
    const look = `group/activity-header${thinking ? " loading-shimmer" : ""}`;
    this.#activity.replaceChildren(h("button", { type: "button", class: look, "aria-expanded": "true" }, label), ...captions);
  }

  #showAnswer() {
    const key = `${this.#prefix}:${this.thoughts.length ? 3 : 2}:assistant`;
    if (!this.#unit) {
      this.#content = h("div", ANSWER);
      const selection = h("div", {
        class: "group flex min-w-0 flex-col", "data-chatgpt-selection-conversation-id": this.conversation,
        "data-chatgpt-selection-message-id": this.answerId,
      }, this.#content);
      this.#unit = h("div", { "data-content-search-unit-key": key, "data-chatgpt-search-unit-key": key },
        title(t.chatgptSaid, { "data-conversation-role": "assistant", tabindex: "-1" }), selection);
      this.#reply.append(this.#unit);
    }
    this.#unit.dataset.chatgptSearchMessageIds = `${this.answerId} ${this.answerId}`;
    const context = { references: this.references, conversation: this.conversation, message: this.answerId };
    this.#content.replaceChildren(...markdown(this.text, this.finished, context));
    if (this.pictures.length && !this.#pictures) {
      this.#pictures = generated(this.pictures);
      this.#content.before(this.#pictures);
    }
  }

  #unend() {
    this.#ended = false;
    for (const each of this.#reply.querySelectorAll(":scope > [data-ends]")) each.remove();
  }

  #end() {
    this.#ended = true;
    this.unflash();
    const ends = [
      this.state === "failed" && this.#failed(),
      this.policy && h("div", { role: "alert", class: "border-red-500" }, t.policy),
      this.state === "stopped" && h("p", { class: "note" }, t.stopped),
      (this.text || this.pictures.length > 0) && answerBar(this),
      this.cut && h("button", { type: "button", class: "button continue", "data-testid": "continue-generating", click: () => this.acts.more(this) }, t.goOn),
    ].filter(Boolean);
    for (const each of ends) each.dataset.ends = "";
    this.#reply.append(...ends);
  }

  #failed() {
    const retry = h("button", { type: "button", class: "button", click: () => this.acts.again(this) }, t.retry);
    return h("div", { class: "failure" }, h("div", { role: "alert", class: "border-red-500" }, this.error ?? t.wrong), retry);
  }
}
