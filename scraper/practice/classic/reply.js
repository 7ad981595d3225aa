// The section of an answer: what was thought and said before it, its messages, and its buttons when it is complete.
import { h } from "/cdn/assets/dom.js";
import { item, menuAt } from "/cdn/assets/menu.js";
import { textOf } from "/cdn/assets/stored.js";
import { trusted } from "/cdn/assets/trusted.js";
import { Frame, steps } from "./frame.js";
import { button } from "./icons.js";
import { t } from "./labels.js";
import { markdown } from "./markdown.js";
import { picture } from "./sources.js";

const PROSE = "markdown prose dark:prose-invert wrap-break-word w-full light markdown-new-styling";
const STREAMING = "result-streaming streaming-animation";

const isText = ({ author, content, recipient }) =>
  author.role === "assistant" && ["text", "multimodal_text"].includes(content.content_type) && (recipient ?? "all") === "all";
const isPreamble = (message) => isText(message) && message.channel === "commentary";
const isAnswer = (message) => isText(message) && message.channel !== "commentary";
const pictures = ({ content }) => (content.parts ?? []).filter((part) => part.content_type === "image_asset_pointer");

export class Reply {
  constructor(turn, number, acts) {
    Object.assign(this, { turn, acts });
    this.frame = new Frame({ id: turn.request, number, role: "assistant", title: t.chatgptSaid });
    this.#activity = h("div", { class: "contents" });
    this.#messages = h("div", { class: "flex max-w-full flex-col gap-4 grow" });
    this.#below = h("div", { class: "z-0 flex min-h-8 flex-col justify-start" });
    this.extra = h("div", { class: "mt-3 w-full empty:hidden" });
    this.frame.content.append(this.#activity, this.#messages, this.#below, this.extra);
  }

  #activity; #messages; #below; #drawn = new Map(); #ended = null;

  draw() {
    const { turn } = this;
    const { section } = this.frame;
    this.frame.name(turn.request);
    if (turn.finished) delete section.dataset.isStreaming;
    else section.dataset.isStreaming = "true";
    this.#drawActivity();
    this.#drawMessages();
    const ending = JSON.stringify([turn.finished, turn.state, turn.answers, turn.error, turn.policy]);
    if (this.#ended === ending) return;
    this.#ended = ending;
    this.#below.replaceChildren(...(turn.finished ? this.#end() : []));
  }

  // The buttons as they stand below a finished answer: for a moment also between two steps of one.
  flash() {
    if (!this.turn.finished) this.#below.replaceChildren(this.#bar());
  }

  unflash() {
    if (!this.turn.finished) this.#below.replaceChildren();
  }

  // What came before the answer; its texts look like answers and stand outside of them.
  #drawActivity() {
    const { turn } = this;
    const said = turn.all.filter(isPreamble);
    if (!turn.thoughts.length && !said.length) return this.#activity.replaceChildren();
    const busy = !turn.finished && !turn.all.some((message) => isAnswer(message) && textOf(message));
    const label = busy ? h("span", { class: "loading-shimmer" }, t.thinking) : h("span", {}, t.thoughtFor(turn.seconds ?? 1));
    const captions = turn.thoughts.map((each) => h("div", { class: "markdown prose caption" }, h("p", {}, each)));
    return this.#activity.replaceChildren(h("div", {
      "data-testid": "cot-v5-thread", "data-streaming-response-status": busy ? "streaming" : "complete", class: "activity",
    }, h("button", { type: "button", "aria-expanded": "true", class: "activity-header" }, label), ...captions, ...said.map((each) => this.#message(each))));
  }

  #drawMessages() {
    const { turn } = this;
    const shown = turn.all.filter((each) => isAnswer(each) || pictures(each).length);
    const nodes = shown.map((each, n) => this.#kept(each, n === 0, n === shown.length - 1));
    if (!nodes.length && !turn.finished) nodes.push(this.#placeholder());
    const now = [...this.#messages.children];
    if (now.length !== nodes.length || now.some((node, n) => node !== nodes[n])) this.#messages.replaceChildren(...nodes);
  }

  // Drawn anew only when it has changed.
  #kept(message, first, last) {
    const busy = last && !this.turn.finished;
    const state = JSON.stringify([message.content, message.metadata?.content_references, busy, first]);
    const before = this.#drawn.get(message.id);
    if (before?.state === state) return before.element;
    const element = this.#message(message, { first, busy, into: before?.element });
    this.#drawn.set(message.id, { state, element });
    return element;
  }

  #message(message, { first = false, busy = false, into = null } = {}) {
    const { author, metadata = {}, id } = message;
    const context = { references: metadata.content_references, conversation: this.turn.conversation, message: id };
    const body = author.role === "assistant" ? [h("div", { class: `${PROSE}${busy ? ` ${STREAMING}` : ""}` }, ...markdown(textOf(message), context))] : [];
    const element = into ?? h("div", { "data-message-author-role": author.role === "tool" ? null : "assistant", dir: "auto", class: "text-message" });
    const set = (name, value) => (value === null || value === undefined ? element.removeAttribute(name) : element.setAttribute(name, value));
    set("data-message-id", id);
    set("data-message-model-slug", metadata.model_slug);
    set("data-turn-start-message", first ? "true" : null);
    set("aria-busy", busy ? "true" : null);
    element.replaceChildren(...pictures(message).map(picture), h("div", { class: "flex w-full flex-col gap-1 empty:hidden" }, ...body));
    return element;
  }

  #placeholder() {
    return h("div", { "data-message-author-role": "assistant", "data-message-id": `placeholder-${this.turn.request}`, dir: "auto", class: "text-message", "aria-busy": "true" },
      h("div", { class: "flex w-full flex-col gap-1" }, h("div", { class: `${PROSE} result-thinking` }, h("p", {}, h("br")))));
  }

  #bar() {
    const { turn, acts } = this;
    const act = (name) => ({ "data-testid": `${name}-turn-action-button`, "data-state": "closed" });
    const change = button(t.switchModel, "again", { class: "cursor-pointer text-token-text-secondary" });
    menuAt(change, () => [h("div", { class: "menu-label" }, turn.slug ?? ""), item(t.tryAgain, () => acts.again(turn))]);
    const more = button(t.more, "dots");
    menuAt(more, () => [item(t.readAloud, () => {})]);
    return h("div", { "aria-label": t.replies, class: "bar", role: "group", tabindex: "-1" },
      ...steps(turn.answers, t, acts.step, button),
      button(t.copyReply, "copy", act("copy")), button(t.good, "thumb", { ...act("good-response"), "aria-pressed": "false" }),
      button(t.bad, "bad", { ...act("bad-response"), "aria-pressed": "false" }), button(t.share, "share", { "data-state": "closed" }),
      h("span", { "data-state": "closed" }, change), more);
  }

  #end() {
    const { turn, acts } = this;
    const nodes = [];
    if (turn.state === "failed") {
      const retry = h("button", { type: "button", class: "btn btn-secondary", "data-testid": "regenerate-thread-error-button", click: trusted(() => acts.again(turn)) }, t.retry);
      nodes.push(h("div", { class: "error-box text-token-text-error border-token-surface-error" }, h("span", {}, turn.error || t.wrong), retry));
    }
    if (turn.policy) nodes.push(h("div", { class: "policy-box border-orange-500" }, t.policy));
    if (turn.state === "stopped" && !turn.text) nodes.push(h("p", { class: "note" }, t.stopped));
    return turn.text || turn.all.some((each) => pictures(each).length) ? [...nodes, this.#bar()] : nodes;
  }
}
