// The section of a question: its files, its text, its buttons, and the form in which it can be written anew.
import { h } from "/cdn/assets/dom.js";
import { trusted } from "/cdn/assets/trusted.js";
import { Frame, steps } from "./frame.js";
import { button } from "./icons.js";
import { t } from "./labels.js";

const card = ({ name, id, image }) => h("div", { class: `group/resource-card file-tile${image ? " image" : ""}` },
  h("button", { type: "button", "aria-label": name, "aria-busy": "false", class: "peer/resource-card" }, image ? "▦" : "▤"),
  h("span", { class: "truncate", title: name, "data-file-id": id ?? null }, name));

export class Question {
  constructor(turn, number, acts) {
    Object.assign(this, { turn, acts });
    this.frame = new Frame({ id: turn.key, number, role: "user", title: t.youSaid });
    this.draw();
  }

  draw() {
    const { turn } = this;
    const files = turn.files.length ? h("div", { class: "files" }, ...turn.files.map(card)) : null;
    const said = turn.question && h("div", { class: "user-message-bubble-color" }, h("div", { class: "whitespace-pre-wrap" }, turn.question));
    this.message = h("div", { "data-message-author-role": "user", dir: "auto", class: "text-message user-message" },
      h("div", { class: "flex w-full flex-col gap-1 items-end" }, files, said || null));
    this.frame.content.replaceChildren(this.message, this.#bar());
    this.named();
  }

  named() {
    this.message.dataset.messageId = this.turn.key;
    this.frame.name(this.turn.key);
  }

  #bar() {
    const bar = h("div", { "aria-label": t.yours, class: "bar", role: "group", tabindex: "-1" },
      button(t.copyMessage, "copy", { "data-testid": "copy-turn-action-button", "data-state": "closed" }),
      button(t.editMessage, "pencil", { "data-state": "closed", click: () => this.#edit() }),
      ...steps(this.turn.questions, t, this.acts.step, button));
    return h("div", { class: "z-0 flex justify-end" }, bar);
  }

  #edit() {
    if (!this.turn.finished) return;
    const field = h("textarea", { class: "edit", rows: "3", "aria-label": t.editMessage });
    field.value = this.turn.question;
    const send = trusted(() => field.value.trim() && this.acts.edit(this.turn, field.value));
    this.frame.content.replaceChildren(h("div", { class: "edit-box" }, field, h("div", { class: "flex justify-end gap-2" },
      h("button", { type: "button", class: "btn btn-secondary", click: () => this.draw() }, t.cancel),
      h("button", { type: "button", class: "btn btn-primary", click: send }, t.sendEdited))));
    field.focus();
  }
}
