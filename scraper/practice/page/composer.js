// The composer form: editor, attachments, model, and the one button that is Send, Stop or Voice.
import { Composing } from "./composing.js";
import { button, h } from "./dom.js";
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

export class Composer extends Composing {
  #slot = h("span", { class: "contents" }); #shown = null;

  constructor(id, acts) {
    const above = h("div", { "data-above-composer-portal": "true" });
    super(id, acts, above);
    if (modes.working) this.editor.rename(t.work.ask);
    this.form = h("form", {
      class: "composer", "data-composer-placement": id ? "thread" : "home", [FORM]: "",
      "data-thread-find-composer": "true", submit: (event) => event.preventDefault(),
    },
    above, ...this.attachments.inputs,
    h("div", {
      class: "ComposerLayoutRoot-pL8s", "data-composer-layout": "single-line",
      "data-composer-surface-variant": "default", role: "presentation",
    }, this.attachments.element, this.#body()), modes.group((working) => this.editor.rename(working ? t.work.ask : t.ask)));
    this.refresh();
  }

  moved(id) {
    super.moved(id);
    this.form.dataset.composerPlacement = "thread";
  }

  sends({ shiftKey, ctrlKey, metaKey }) {
    return settings.enter === "sends" ? !shiftKey : ctrlKey || metaKey;
  }

  draw(wanted) {
    if (this.#shown !== wanted) this.#slot.replaceChildren(...this.#buttons(wanted));
    this.#shown = wanted;
    const send = wanted === "send" && this.#slot.firstChild;
    if (!send) return;
    send.disabled = this.unable;
    send.setAttribute("aria-disabled", String(send.disabled));
  }

  #buttons(wanted) {
    if (wanted === "stop") return [button(t.stop, "stop", { class: "round", click: trusted(() => this.stop()) })];
    if (wanted === "voice") return [button(t.voice, "voice", { class: "cursor-interaction bg-composer-primary round" })];
    if (wanted === "send") return [button(t.send, "send", { ...SEND, class: "round", click: trusted(() => this.send()) })];
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
