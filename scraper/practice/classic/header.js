// The bar above the conversation: the two surfaces of some accounts, the conversation's menu, the temporary switch.
import { button, h } from "/cdn/assets/dom.js";
import { item, menuAt } from "/cdn/assets/menu.js";
import { modes } from "/cdn/assets/modes.js";
import { remove } from "/cdn/assets/removing.js";
import { has } from "/cdn/assets/state.js";
import { trusted } from "/cdn/assets/trusted.js";
import { t } from "./labels.js";

const CHOSEN = "practice-mode";

function surfaces(changed) {
  if (!has("work_mode")) return null;
  const choose = (mode) => trusted(() => {
    sessionStorage.setItem(CHOSEN, mode);
    changed();
  });
  const radio = (mode, label) => h("button", {
    type: "button", role: "radio", "aria-checked": String(modes.working === (mode === "work")), class: "btn", click: choose(mode),
  }, label);
  return h("div", { role: "radiogroup", class: "surfaces" }, radio("chat", t.work.chat), radio("work", t.work.work));
}

export class Header {
  // acts: go to a path, rename a conversation, list them anew, redraw.
  constructor(element, acts) {
    Object.assign(this, { element, acts });
    this.end = h("div", { class: "flex items-center gap-2" });
  }

  show({ id = null, temporary = false, begun = false }) {
    const right = h("div", { "data-testid": "thread-header-right-actions-container" });
    if (id && !temporary) right.append(this.#actions(id));
    else if (!begun) {
      const label = temporary ? t.temporaryOff : t.temporaryOn;
      right.append(button(label, "dots", { class: "temporary", click: () => this.acts.go(temporary ? "/" : "/?temporary-chat=true") }));
    }
    const note = temporary ? h("div", { class: "temporary-label" }, t.temporaryNote) : null;
    this.element.replaceChildren(h("div", { class: "flex flex-1 items-center gap-2" }, h("strong", {}, "ChatGPT"), surfaces(this.acts.redraw), note), right, this.end);
  }

  #actions(id) {
    const options = h("button", { type: "button", id: `conversation-options-${id}`, "aria-label": t.options, "data-testid": "conversation-options-button", class: "btn" }, "⋯");
    menuAt(options, () => [item(t.rename, () => this.acts.rename(id)), item(t.archive, () => {}), item(t.remove, () => remove(id, this.acts), { "data-testid": "delete-chat-menu-item" })]);
    return h("div", { id: "conversation-header-actions" },
      h("button", { type: "button", class: "btn", "aria-label": t.share, "data-testid": "share-chat-button" }, t.share), options);
  }
}
