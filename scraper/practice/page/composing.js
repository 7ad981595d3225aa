// What a composer is on the page of either generation: a text and files that are sent when nothing keeps them back.
import { Attachments } from "./attachments.js";
import * as drafts from "./drafts.js";
import { Editor } from "./editor.js";
import { t } from "./labels.js";
import { settings } from "./state.js";
import { trusted } from "./trusted.js";

// What extends it has to `draw` its button: "send", "stop", "voice" or "none".
export class Composing {
  #answering = false; #stoppable = true; #blocks = new Set(); #notices = new Map(); #acts; #above;

  // id: the conversation whose draft this is, null for the draft that all new chats share; acts: submit, stop;
  // above: where notices stand; look: the editor's.
  constructor(id, acts, above, look) {
    this.id = id;
    this.#acts = acts;
    this.#above = above;
    this.attachments = new Attachments(() => this.refresh());
    this.editor = new Editor(() => this.#changed(), (text) => this.#attachPasted(text), look);
    this.editor.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing && this.sends(event)) trusted(() => this.send())(event);
    });
  }

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
  }

  answering(is) {
    this.#answering = is;
    this.#stoppable = true;
    this.refresh();
  }

  // Between two steps of an answer Stop is not there for a moment.
  stoppable(is) {
    this.#stoppable = is;
    this.refresh();
  }

  // While any reason stands, nothing can be sent.
  block(reason, is) {
    if (is) this.#blocks.add(reason);
    else this.#blocks.delete(reason);
    this.refresh();
  }

  // Something above the composer, one of each kind; null takes it away.
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

  get unable() {
    return this.attachments.busy || this.#blocks.size > 0;
  }

  // Whether Enter does; with Shift it is a new line.
  sends({ shiftKey }) {
    return !shiftKey;
  }

  send() {
    if (this.#empty || this.#answering || this.unable) return;
    const text = this.editor.prompt().slice(0, settings.largest_prompt ?? undefined);
    const files = this.attachments.take();
    this.editor.clear();
    drafts.save(this.id, null);
    this.refresh();
    this.#acts.submit(text, files);
  }

  stop() {
    this.#acts.stop();
  }

  refresh() {
    const idle = this.#empty ? "voice" : "send";
    this.draw(this.#answering ? (this.#stoppable ? "stop" : "none") : idle);
  }

  get #empty() {
    return this.attachments.empty && this.editor.prompt().trim() === "";
  }

  #changed() {
    const draft = this.editor.read();
    drafts.save(this.id, draft.some((paragraph) => paragraph.length) ? draft : null);
    this.refresh();
  }

  #attachPasted(text) {
    const blob = new File([text], `${t.pasted}.txt`, { type: "text/plain" });
    this.attachments.add(blob, t.pasted, t.removePasted);
  }
}
