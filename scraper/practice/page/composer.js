// The composer form: editor, attachments, and the one button that is Send, Stop or Voice.
import * as drafts from "./drafts.js";
import { button, h } from "./dom.js";
import { Editor } from "./editor.js";
import { t } from "./labels.js";

const trusted = (act) => (event) => { event.preventDefault(); if (event.isTrusted) act(); };

export class Composer {
  #answering = false;
  #shown = null;
  #attachments = [];

  // id: the conversation whose draft this is, null for the draft that all new chats share.
  constructor(id, { submit, stop }) {
    this.id = id;
    this.#actions = { submit, stop };
    this.editor = new Editor(() => this.#changed(), (text) =>
      this.#attach({ name: `${t.pasted}.txt`, label: t.pasted, remove: t.removePasted, size: text.length }));
    this.#chips = h("div", { class: "ComposerLayoutAttachments-kQ2v" });
    this.#slot = h("span", { class: "contents" });
    this.form = h("form", {
      class: "composer", "data-composer-placement": id ? "thread" : "home", "data-chatgpt-composer": "",
      "data-thread-find-composer": "true", submit: (event) => event.preventDefault(),
    },
    h("div", { "data-above-composer-portal": "true" }),
    this.#file("image/*,video/*", t.photosOrVideos), this.#file("image/*", t.photos), this.#file(null, t.files),
    h("div", {
      class: "ComposerLayoutRoot-pL8s", "data-composer-layout": "single-line",
      "data-composer-surface-variant": "default", role: "presentation",
    }, this.#chips, this.#body()));
    this.editor.element.addEventListener("keydown", (event) => this.#key(event));
    this.#refresh();
  }

  #actions;
  #chips;
  #slot;

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
    this.#refresh();
  }

  #send() {
    const [text, attachments] = [this.editor.prompt(), this.#attachments];
    if (this.#empty() || this.#answering) return;
    this.#attachments = [];
    this.#chips.replaceChildren();
    this.editor.clear();
    drafts.save(this.id, null);
    this.#refresh();
    this.#actions.submit(text, attachments);
  }

  #empty() {
    return !this.#attachments.length && this.editor.prompt().trim() === "";
  }

  #changed() {
    const draft = this.editor.read();
    drafts.save(this.id, draft.some((paragraph) => paragraph.length) ? draft : null);
    this.#refresh();
  }

  #key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) trusted(() => this.#send())(event);
  }

  #refresh() {
    const wanted = this.#answering ? "stop" : this.#empty() ? "voice" : "send";
    if (this.#shown === wanted) return;
    this.#shown = wanted;
    this.#slot.replaceChildren({
      stop: () => button(t.stop, "stop", { class: "round", click: trusted(() => this.#actions.stop()) }),
      voice: () => button(t.voice, "voice", { class: "cursor-interaction bg-composer-primary round" }),
      send: () => button(t.send, "send", { type: "submit", class: "round", click: trusted(() => this.#send()) }),
    }[wanted]());
  }

  #body() {
    const line = { "data-composer-layout": "single-line" };
    const input = { "data-rich-text-layout": "single-line", role: "presentation", "data-composer-input-layout": "single-line" };
    const plus = { "aria-expanded": "false", "data-composer-navigation-target": "add-context", "data-state": "closed" };
    return h("div", { ...line, "data-composer-body": "" },
      button(t.plus, "plus", plus), h("div", input, this.editor.element),
      this.#model(), button(t.dictate, "microphone", { "aria-busy": "false" }), this.#slot);
  }

  #model() {
    const measure = h("span", { "aria-hidden": "true", class: "ModelPickerTriggerMeasurement-b3Xy" }, t.effort);
    return h("button", {
      type: "button", "aria-label": t.model, "aria-haspopup": "menu", "aria-expanded": "false", "data-state": "closed", class: "model",
      "data-codex-intelligence-trigger": "true", "data-composer-navigation-target": "reasoning", "data-selected-reasoning-effort": "medium",
    }, measure, h("span", { class: "ModelPickerTriggerLabel-h2Rc" }, "Medium"));
  }

  #file(accept, label) {
    const input = h("input", { type: "file", class: "hidden", multiple: true, accept, "aria-label": label });
    input.addEventListener("change", () => {
      for (const { name, size } of input.files) this.#attach({ name, label: name, remove: t.removeFile(name), size });
      input.value = "";
    });
    return input;
  }

  #attach(file) {
    const drop = () => {
      this.#attachments = this.#attachments.filter((each) => each !== file);
      chip.remove();
      this.#refresh();
    };
    const chip = h("span", { class: "chip" }, file.label, h("button", { type: "button", "aria-label": file.remove, click: drop }, "×"));
    this.#attachments.push(file);
    this.#chips.append(chip);
    this.#refresh();
  }
}
