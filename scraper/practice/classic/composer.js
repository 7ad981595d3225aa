// The composer form: editor, files, model, and the one node that is Send and then Stop; voice where there is nothing.
import { Composing } from "/cdn/assets/composing.js";
import { h, icon } from "/cdn/assets/dom.js";
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

export class Composer extends Composing {
  #slot = h("div", { class: "ms-auto flex items-center gap-2" }); #button = null;

  constructor(id, acts) {
    const above = h("div", { "data-prompt-textarea-header": "", class: "above" });
    super(id, acts, above, { attributes: EDITOR, placeholder: modes.working ? t.work.ask : t.placeholder, plain: true });
    this.element = h("div", { class: "composer-box" }, above, this.#form(), ...this.#photoInputs());
    this.refresh();
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

  draw(wanted) {
    if (wanted === "voice") {
      if (!this.#slot.querySelector(".speech")) this.#slot.replaceChildren(this.#speech());
    } else if (wanted === "none") this.#slot.replaceChildren();
    else {
      const look = { type: "button", class: "composer-submit-btn composer-submit-button-color", ...NAMES.send };
      this.#button ??= h("button", { ...look, click: trusted(() => this.#pressed()) });
      this.#dress(wanted);
      if (!this.#button.isConnected) this.#slot.replaceChildren(this.#button);
    }
  }

  #pressed() {
    if (this.#button.dataset.shown === "stop") this.stop();
    else this.send();
  }

  // The same node, whether it sends or stops.
  #dress(wanted) {
    const { "data-testid": id } = testId(`${wanted}-button`);
    if (id) this.#button.dataset.testid = id;
    this.#button.setAttribute("aria-label", wanted === "stop" ? t.stop : t.send);
    if (this.#button.dataset.shown !== wanted) this.#button.replaceChildren(icon(wanted));
    this.#button.dataset.shown = wanted;
    this.#button.disabled = wanted === "send" && this.unable;
  }

  #speech() {
    return h("div", { class: "speech", style: "view-transition-name:var(--vt-composer-speech-button)" }, h("button", {
      type: "button", "data-testid": "composer-speech-button", "aria-label": t.voice, class: "composer-submit-button-color text-submit-btn-text",
    }, icon("voice")));
  }
}
