// The composer form: editor, attachments, model, and the one button that is Send, Stop or Voice.
import { Attachments } from "./attachments.js";
import * as drafts from "./drafts.js";
import { button, h } from "./dom.js";
import { Editor } from "./editor.js";
import { t } from "./labels.js";
import { item, menuAt } from "./menu.js";
import { modes } from "./modes.js";
import { trigger } from "./picker.js";
import { settings } from "./state.js";
import { trusted } from "./trusted.js";

// One night the names of things change, and nobody is told.
const RENAMED = settings.renamed_selectors;
const FORM = RENAMED ? "data-prompt-surface" : "data-chatgpt-composer";
const SEND = RENAMED ? { type: "button", "data-prompt-submit": "" } : { type: "submit" };

export class Composer {
  #answering = false; #stoppable = true; #shown = null; #blocks = new Set(); #notices = new Map();

  // id: the conversation whose draft this is, null for the draft that all new chats share.
  constructor(id, { submit, stop }) {
    this.id = id;
    this.#actions = { submit, stop };
    this.attachments = new Attachments(() => this.#refresh());
    this.editor = new Editor(() => this.#changed(), (text) => this.#attachPasted(text));
    if (modes.working) this.editor.rename(t.work.ask);
    this.#slot = h("span", { class: "contents" });
    this.#above = h("div", { "data-above-composer-portal": "true" });
    this.form = h("form", {
      class: "composer", "data-composer-placement": id ? "thread" : "home", [FORM]: "",
      "data-thread-find-composer": "true", submit: (event) => event.preventDefault(),
    },
    this.#above, ...this.attachments.inputs,
    h("div", {
      class: "ComposerLayoutRoot-pL8s", "data-composer-layout": "single-line",
      "data-composer-surface-variant": "default", role: "presentation",
    }, this.attachments.element, this.#body()), modes.group((working) => this.editor.rename(working ? t.work.ask : t.ask)));
    this.editor.element.addEventListener("keydown", (event) => this.#key(event));
    this.#refresh();
  }

  #actions; #slot; #above;

  async restore(typedBefore) {
    if (typedBefore) this.editor.write(typedBefore.split("\n").map((line) => [{ text: line, literal: false }]));
    else {
      const draft = await drafts.load(this.id);
      if (draft && !this.editor.prompt()) this.editor.write(draft);
    }
    this.#changed();
  }

  moved(id) {
    this.id = id;
    this.form.dataset.composerPlacement = "thread";
  }

  answering(is) {
    this.#answering = is;
    this.#stoppable = true;
    this.#refresh();
  }

  // Between two steps of an answer Stop is not there for a moment.
  stoppable(is) {
    this.#stoppable = is;
    this.#refresh();
  }

  // While any reason stands, nothing can be sent.
  block(reason, is) {
    if (is) this.#blocks.add(reason);
    else this.#blocks.delete(reason);
    this.#refresh();
  }

  // A banner above the composer, one of each kind; null takes it away.
  notice(kind, element) {
    this.#notices.get(kind)?.remove();
    this.#notices.delete(kind);
    if (!element) return;
    this.#notices.set(kind, element);
    this.#above.append(element);
  }

  has(kind) {
    return this.#notices.has(kind);
  }

  #send() {
    if (this.#empty() || this.#answering || this.#unable()) return;
    const text = this.editor.prompt().slice(0, settings.largest_prompt ?? undefined);
    const files = this.attachments.take();
    this.editor.clear();
    drafts.save(this.id, null);
    this.#refresh();
    this.#actions.submit(text, files);
  }

  #attachPasted(text) {
    const blob = new File([text], `${t.pasted}.txt`, { type: "text/plain" });
    this.attachments.add(blob, t.pasted, t.removePasted);
  }

  #empty() {
    return this.attachments.empty && this.editor.prompt().trim() === "";
  }

  #unable() {
    return this.attachments.busy || this.#blocks.size > 0;
  }

  #changed() {
    const draft = this.editor.read();
    drafts.save(this.id, draft.some((paragraph) => paragraph.length) ? draft : null);
    this.#refresh();
  }

  #key(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    const sends = settings.enter === "sends" ? !event.shiftKey : event.ctrlKey || event.metaKey;
    if (sends) trusted(() => this.#send())(event);
  }

  #refresh() {
    const idle = this.#empty() ? "voice" : "send";
    const wanted = this.#answering ? (this.#stoppable ? "stop" : "none") : idle;
    if (this.#shown !== wanted) this.#slot.replaceChildren(...this.#buttons(wanted));
    this.#shown = wanted;
    const send = wanted === "send" && this.#slot.firstChild;
    if (!send) return;
    send.disabled = this.#unable();
    send.setAttribute("aria-disabled", String(send.disabled));
  }

  #buttons(wanted) {
    if (wanted === "stop") return [button(t.stop, "stop", { class: "round", click: trusted(() => this.#actions.stop()) })];
    if (wanted === "voice") return [button(t.voice, "voice", { class: "cursor-interaction bg-composer-primary round" })];
    if (wanted === "send") return [button(t.send, "send", { ...SEND, class: "round", click: trusted(() => this.#send()) })];
    return [];
  }

  #body() {
    const line = { "data-composer-layout": "single-line" };
    const input = { "data-rich-text-layout": "single-line", role: "presentation", "data-composer-input-layout": "single-line" };
    const plus = button(t.plus, "plus", { "data-composer-navigation-target": "add-context" });
    menuAt(plus, () => [item(t.fromComputer, this.attachments.choose)]);
    plus.removeAttribute("aria-haspopup");
    return h("div", { ...line, "data-composer-body": "" },
      plus, h("div", input, this.editor.element), trigger(),
      button(t.dictate, "microphone", { "aria-busy": "false" }), this.#slot);
  }
}
