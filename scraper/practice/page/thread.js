// One page of the app: a new chat or a conversation, with its scroller and its composer.
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { h, sleep } from "./dom.js";
import { t } from "./labels.js";
import { Answer } from "./answer.js";
import { PENDING, Turn, turnsOf } from "./turn.js";

const ROOT = "client-created-root";

export class Page {
  #turns = []; #answer = null; #left = false; #parent = ROOT; #cursor = null; #draw = false; #wait;

  // app: what the page tells the shell: began, known, titled, listed, announced.
  constructor({ id = null, temporary = false, poll }, app) {
    Object.assign(this, { id, temporary, app });
    this.#wait = poll;
    this.composer = new Composer(id, { submit: (text, files) => this.#submit(text, files), stop: () => this.#stop() });
    const target = { "data-chatgpt-conversation-selection-target": "true", "data-thread-find-target": "conversation" };
    this.list = h("div", target, h("span", { hidden: true }));
    this.scroller = h("div", {
      "data-app-action-timeline-scroll": "", class: "thread-scroll-container flex flex-col-reverse", role: "presentation",
      scroll: () => this.#scrolled(),
    },
    h("div", { "data-thread-user-message-navigation-content": "true", class: "thread-content" },
      this.list, h("div", { class: "disclaimer", "data-markdown-copy": "exclude" }, t.disclaimer)));
    this.holder = h("div", { class: "contents", "data-map-composer-conversation": id }, this.composer.form);
    this.element = h("div", { "data-app-shell-active-page": "true", class: `page ${id ? "thread" : "home"}` },
      h("h1", { class: "greeting" }, t.greeting), this.scroller,
      h("div", { "data-thread-scroll-footer": "true" },
        h("button", { type: "button", "aria-hidden": "true", tabindex: "-1", "aria-label": t.toBottom, class: "hidden" }),
        h("h4", { class: "sr-only m-0 select-none", tabindex: "0" }, t.latest),
        h("span", { class: "sr-only m-0", role: "status" }), this.holder));
  }

  // Shows what the conversation holds; false when there is none.
  async load() {
    const found = await api.conversation(this.id);
    if (!found) return false;
    this.app.titled(found.title);
    const running = await api.streaming(this.id);
    this.#show(found, running);
    if (running) this.#follow();
    return true;
  }

  // The person has gone elsewhere: the page stays behind as it is, hidden, and hears nothing any more.
  leave() {
    this.#left = true;
    this.#answer?.abort();
    this.element.dataset.appShellActivePage = "false";
    this.element.style.display = "none";
  }

  // A copy as it looks now, with its buttons: what is left behind where a new chat becomes a conversation.
  frozen() {
    const copy = this.element.cloneNode(true);
    copy.dataset.appShellActivePage = "false";
    copy.style.display = "none";
    return copy;
  }

  #show(found, running) {
    this.#turns = turnsOf(found, running);
    this.#parent = found.current_node;
    this.#cursor = found.page_info.has_previous_page ? found.page_info.start_cursor : null;
    this.list.replaceChildren(h("span", { hidden: true }), ...this.#turns.map((turn) => turn.element));
  }

  async #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (!this.#cursor || -scrollTop < scrollHeight - clientHeight - 40) return;
    const cursor = this.#cursor;
    this.#cursor = null;
    const loading = h("div", {}, h("span", { role: "status", class: "sr-only" }, t.earlier));
    this.list.prepend(loading);
    const found = await api.earlier(this.id, cursor);
    loading.remove();
    if (!found) return;
    this.#cursor = found.page_info.has_previous_page ? found.page_info.start_cursor : null;
    this.list.prepend(...turnsOf(found, false).map((turn) => turn.element));
  }

  async #submit(text, files) {
    const turn = new Turn(this.#turns.length, { question: text, files: files.map(({ name }) => name), fresh: true });
    this.#turns.push(turn);
    this.list.append(turn.element);
    this.element.classList.replace("home", "thread");
    this.app.announced("");
    if (!this.id) this.app.began(this);
    this.composer.moved(this.id);
    this.composer.answering(true);
    this.#answer = new Answer(turn, {
      known: (id) => this.#known(id), titled: (title) => this.#titled(title), changed: () => this.#redraw(),
    });
    const end = await this.#answer.run(this.#body(text, files));
    if (this.#left) return;
    if (end === "unfinished") await this.#follow();
    else this.#done(turn, end);
  }

  #body(text, files) {
    const attachments = files.map(({ name, size }) => ({ name, size, mime_type: "text/plain" }));
    const message = {
      id: crypto.randomUUID(), author: { role: "user" }, create_time: Date.now() / 1000,
      content: { content_type: "text", parts: [text] },
      metadata: { serialization_metadata: { custom_symbol_offsets: [] }, ...(files.length && { attachments }) },
    };
    return {
      action: "next", messages: [message], ...(this.id && { conversation_id: this.id }),
      parent_message_id: this.#parent, model: "auto",
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, timezone_offset_min: new Date().getTimezoneOffset(),
      history_and_training_disabled: this.temporary, conversation_mode: { kind: "primary_assistant" },
      supports_buffering: true, supported_encodings: ["v1"],
    };
  }

  #known(id) {
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
    turn.state = end;
    if (turn.key === PENDING) turn.key = turn.questionId ?? turn.key;
    this.#parent = turn.answerId ?? turn.key;
    turn.update();
    this.composer.answering(false);
    if (end === "done") this.app.announced(t.complete);
    this.app.listed();
  }

  // Reads the conversation again and again until its answer is there.
  async #follow() {
    this.composer.answering(true);
    this.app.announced("");
    for (let running = true; running && !this.#left; ) {
      await sleep(this.#wait);
      if (this.#left) return;
      running = await api.streaming(this.id);
      const found = await api.conversation(this.id);
      if (found && !this.#left) this.#show(found, running);
    }
    if (!this.#left) this.#done(this.#turns.at(-1), this.#turns.at(-1).state);
  }

  async #stop() {
    this.#answer?.stop();
    if (this.id) await api.stop(this.id);
  }
}
