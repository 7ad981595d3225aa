// One exchange on the page: a question, what was thought, the answer. Attributes as captured 2026-09-29.
import { button, h } from "./dom.js";
import { t } from "./labels.js";
import { markdown } from "./markdown.js";

const ANSWER = { dir: "auto", "data-markdown-text-style": "assistant-message", class: "MarkdownRoot-t7Qe" };
export const PENDING = "pending-chatgpt-submit";

const title = (text, attributes = {}) => h("h4", { class: "sr-only m-0 select-none", ...attributes }, text);

export class Turn {
  constructor(number, { key = PENDING, question, files = [], fresh = false }) {
    Object.assign(this, { number, key, question, files, fresh });
    Object.assign(this, { conversation: null, answerId: null, thoughts: [], seconds: null, text: "", state: "running", error: null });
    const said = h("div", { class: "text-size-chat whitespace-pre-wrap", dir: "auto" }, question);
    this.#bubble = h("div", { class: "w-full" }, question ? h("div", { "data-user-message-bubble": "true" }, said) : null);
    this.#userBar = h("div", { class: "flex turn-action-controls" }, button(t.copyMessage, "copy"));
    this.#bubble.append(this.#userBar);
    const unit = { class: "group/user-message", "data-chatgpt-search-unit-key": `${this.#prefix}:0:user` };
    this.#user = h("div", unit, ...files.map(card), this.#bubble);
    this.#reply = h("div", { class: "block-reply" }, h("span", { hidden: true, "data-chatgpt-agent-turn-start": "" }));
    this.element = h("div", {}, h("div", { class: "flex flex-col gap-1.5", "data-content-search-turn-key": this.#prefix },
      h("div", { class: "block-ask" }, title(t.youSaid), this.#user), this.#reply));
    this.update();
  }

  #user; #userBar; #bubble; #reply; #activity = null; #unit = null; #content = null; #ended = false;

  get #prefix() {
    return `fallback-turn-${this.number}`;
  }

  get finished() {
    return this.state !== "running";
  }

  update() {
    this.element.dataset.turnKey = this.key;
    if (this.key !== PENDING) this.#user.dataset.chatgptSearchMessageIds = this.key;
    if (!this.fresh || this.finished) this.#settleUser();
    if (this.thoughts.length) this.#showActivity();
    if (this.text) this.#showAnswer();
    if (this.finished && !this.#ended) this.#end();
  }

  #settleUser() {
    this.#bubble.dataset.contentSearchUnitKey = `${this.#prefix}:0:user`;
    if (this.#userBar.childElementCount === 1) this.#userBar.append(button(t.sharePrompt, "share"), button(t.editMessage, "pencil"));
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
    this.#content.replaceChildren(...markdown(this.text, this.finished));
  }

  #end() {
    this.#ended = true;
    const alert = { role: "alert", class: "border-red-500" };
    if (this.state === "failed") this.#reply.append(h("div", alert, this.error ?? t.wrong));
    if (this.state === "stopped") this.#reply.append(h("p", { class: "note" }, t.stopped));
    if (!this.text) return;
    const menu = { "aria-haspopup": "menu", "aria-expanded": "false" };
    this.#reply.append(h("div", { class: "mt-1.5 flex turn-action-controls" },
      button(t.copy, "copy"), button(t.rate, "thumb", menu), button(t.share, "share"),
      button(t.readAloud, "speaker", { "aria-pressed": "false" }),
      button(t.regenerate, "again", menu), button(t.more, "dots", menu), button(t.sources, "book")));
  }
}

const card = (name) => h("span", { class: "group/resource-card" },
  h("button", { type: "button", "aria-busy": "false", "aria-label": name, class: "peer/resource-card" }),
  h("span", { class: "truncate", title: name }, name));

const INTERRUPTED = "finished_partial_completion";

// The turns of a conversation as its JSON gives them; `running` says whether the last one is still being written.
export function turnsOf({ messages, conversation_id: conversation }, running, first = 0) {
  const turns = [];
  for (const { id, author, content, status, end_turn: ends, metadata } of messages) {
    if (metadata.is_visually_hidden_from_conversation || author.role === "system") continue;
    if (author.role === "user") {
      const files = (metadata.attachments ?? []).map((each) => each.name);
      turns.push({ turn: new Turn(first + turns.length, { key: id, question: content.parts[0], files }), texts: [] });
      continue;
    }
    const last = turns.at(-1);
    if (!last) continue;
    last.turn.conversation = conversation;
    if (content.content_type === "thoughts") last.turn.thoughts.push(...content.thoughts.map((each) => each.summary));
    if (content.content_type === "reasoning_recap") last.turn.seconds = /\d+/.exec(content.content)?.[0] ?? null;
    if (content.content_type === "text") {
      last.texts.push(content.parts[0]);
      last.turn.answerId = id;
      if (ends) last.turn.state = "done";
      if (status === INTERRUPTED) last.turn.state = metadata.finish_details?.reason === "error" ? "failed" : "stopped";
    }
  }
  turns.forEach(({ turn, texts }, n) => {
    turn.text = texts.join("\n\n");
    if (turn.state === "running" && !(running && n === turns.length - 1)) turn.state = "stopped";
    turn.update();
  });
  return turns.map(({ turn }) => turn);
}
