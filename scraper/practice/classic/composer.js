// The composer form: editor, files, model, and the one node that is Send and then Stop; voice where there is nothing.
import { Attachments } from "/cdn/assets/attachments.js";
import { h, icon } from "/cdn/assets/dom.js";
import * as drafts from "/cdn/assets/drafts.js";
import { Editor } from "/cdn/assets/editor.js";
import { item, menuAt } from "/cdn/assets/menu.js";
import { modes } from "/cdn/assets/modes.js";
import { settings } from "/cdn/assets/state.js";
import { trusted } from "/cdn/assets/trusted.js";
import { t } from "./labels.js";
import { pill } from "./picker.js";

// One night the names of things change, and nobody is told.
const NAMES = settings.renamed_selectors
  ? { form: { "data-surface": "composer-unified" }, editor: { id: "prompt-input" }, send: { id: "composer-go-button" } }
  : { form: { "data-type": "unified-composer" }, editor: { id: "prompt-textarea" }, send: { id: "composer-submit-button" } };
const testId = (name) => (settings.renamed_selectors ? {} : { "data-testid": name });
const EDITOR = { ...NAMES.editor, autocomplete: "off", inputmode: "text", "aria-label": t.ask };

export class Composer {
  #answering = false; #stoppable = true; #blocks = new Set(); #notices = new Map();

  // id: the conversation whose draft this is, null for the draft that all new chats share.
  constructor(id, { submit, stop }) {
    this.id = id;
    this.#actions = { submit, stop };
    this.attachments = new Attachments(() => this.#refresh());
    this.editor = new Editor(() => this.#changed(), (text) => this.#attachPasted(text),
      { attributes: EDITOR, placeholder: modes.working ? t.work.ask : t.placeholder, plain: true });
    this.#slot = h("div", { class: "ms-auto flex items-center gap-2" });
    this.#above = h("div", { "data-prompt-textarea-header": "", class: "above" });
    this.form = this.#form();
    this.element = h("div", { class: "composer-box" }, this.#above, this.form, ...this.#photoInputs());
    this.editor.element.addEventListener("keydown", (event) => this.#key(event));
    this.#refresh();
  }

  #actions; #slot; #above; #button = null;

  async restore(typedBefore) {
    if (typedBefore) this.editor.write(typedBefore.split("\n").map((line) => [{ text: line, literal: true }]));
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

  #form() {
    const [, , any] = this.attachments.inputs;
    any.removeAttribute("aria-label");
    Object.assign(any, { id: "upload-files", tabIndex: -1 });
    const decoy = { class: "wcFallbackTextarea", name: "prompt-textarea", autocomplete: "off", placeholder: t.placeholder, "aria-label": t.ask, style: "display: none;" };
    return h("form", { autocomplete: "off", class: "group/composer w-full", ...NAMES.form, submit: (event) => event.preventDefault() },
      h("div", { class: "hidden" }, any),
      h("div", { class: "surface", "data-composer-surface": "true" }, this.attachments.element,
        h("div", { class: "line" }, h("div", { "data-composer-transition-slot": "leading" }, this.#plus()),
          h("div", { class: "primary" }, h("div", { class: "wcProsemirrorParent" }, h("textarea", decoy), this.editor.element)),
          h("div", { "data-composer-transition-slot": "trailing", class: "trailing" }, pill(),
            h("button", { type: "button", class: "composer-btn", "aria-label": t.dictate }, icon("microphone")), this.#slot))));
  }

  #plus() {
    const plus = h("button", {
      type: "button", class: "composer-btn", "data-testid": "composer-plus-btn", id: "composer-plus-btn", "aria-label": t.plus,
    }, icon("plus"));
    menuAt(plus, () => [item(t.fromComputer, this.attachments.choose)]);
    return plus;
  }

  #photoInputs() {
    const [camera, photos] = this.attachments.inputs;
    const own = { "aria-hidden": "true", class: "sr-only select-none", tabindex: "-1", accept: "image/*" };
    const name = (input, more) => Object.entries({ ...own, ...more }).forEach(([key, value]) => input.setAttribute(key, value));
    name(photos, { id: "upload-photos", "data-testid": "upload-photos-input" });
    name(camera, { id: "upload-camera", capture: "environment" });
    for (const input of [photos, camera]) input.removeAttribute("aria-label");
    return [photos, camera];
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

  // Enter sends here, and Shift+Enter is a new line.
  #key(event) {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
    trusted(() => this.#send())(event);
  }

  #refresh() {
    const wanted = this.#answering ? (this.#stoppable ? "stop" : "none") : this.#empty() ? "voice" : "send";
    if (wanted === "voice") {
      if (!this.#slot.querySelector(".speech")) this.#slot.replaceChildren(this.#speech());
    } else if (wanted === "none") this.#slot.replaceChildren();
    else {
      this.#button ??= h("button", { type: "button", class: "composer-submit-btn composer-submit-button-color", ...NAMES.send, click: trusted(() => this.#pressed()) });
      this.#dress(wanted);
      if (!this.#button.isConnected) this.#slot.replaceChildren(this.#button);
    }
  }

  #pressed() {
    if (this.#answering) this.#actions.stop();
    else this.#send();
  }

  // The same node, whether it sends or stops.
  #dress(wanted) {
    const { "data-testid": id } = testId(`${wanted}-button`);
    if (id) this.#button.dataset.testid = id;
    this.#button.setAttribute("aria-label", wanted === "stop" ? t.stop : t.send);
    if (this.#button.dataset.shown !== wanted) this.#button.replaceChildren(icon(wanted));
    this.#button.dataset.shown = wanted;
    this.#button.disabled = wanted === "send" && this.#unable();
  }

  #speech() {
    return h("div", { class: "speech", style: "view-transition-name:var(--vt-composer-speech-button)" }, h("button", {
      type: "button", "data-testid": "composer-speech-button", "aria-label": t.voice, class: "composer-submit-button-color text-submit-btn-text",
    }, icon("voice")));
  }
}
