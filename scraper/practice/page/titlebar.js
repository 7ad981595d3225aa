// The bar at the top: new chat, the conversation's title and menu, the switch for temporary chats.
import * as api from "./api.js";
import { button, h } from "./dom.js";
import { t } from "./labels.js";
import { item, menuAt } from "./menu.js";
import { remove } from "./removing.js";
import { nameField } from "./rename.js";

const slot = (side, ...children) =>
  h("div", { "data-test-id": "header-shell-slot", "data-app-shell-header-slot": side }, ...children);

export class Titlebar {
  // go: to a path; renamed: hears of the conversation's new title; listed: the list has changed.
  constructor({ go, renamed, listed }) {
    this.renamed = renamed;
    this.#temporary = button(t.temporary, "temporary", {
      "aria-pressed": "false", class: "toggle", click: () => go(this.#on ? "/" : "/?temporary-chat=true"),
    });
    const more = button(t.conversationMenu, "dots");
    menuAt(more, () => [item(t.rename, () => this.#rename()), item(t.archive, () => {}), item(t.remove, () => remove(this.#id, { go, listed }))]);
    this.#title = h("span", { class: "title truncate" });
    this.#menu = h("div", { class: "hidden" }, h("button", { type: "button", "aria-label": t.share, class: "button" }, t.share), more);
    this.end = slot("end", this.#temporary);
    this.element = h("header", { "data-app-shell-titlebar": "true", dir: "ltr" },
      slot("start", button(t.newChat, "pencil", { click: () => go("/") })),
      h("div", { "data-app-shell-main-titlebar": "true", "data-testid": "app-shell-header-context-menu-surface" }, this.#title, this.#menu), this.end);
  }

  #temporary; #title; #menu;
  #on = false;
  #id = null;

  // A chat can be made temporary only before it has begun.
  show({ id = null, temporary, begun }) {
    this.#on = temporary;
    this.#id = id;
    this.#temporary.setAttribute("aria-pressed", String(temporary));
    this.#temporary.classList.toggle("hidden", begun && !temporary);
    this.#temporary.disabled = begun;
    this.#menu.classList.toggle("hidden", id === null || temporary);
    if (id === null) this.titled("");
  }

  titled(title) {
    this.#title.textContent = title;
  }

  #rename() {
    const [id, title] = [this.#id, this.#title.textContent];
    this.#title.replaceChildren(nameField(title, async (wanted) => {
      this.titled(wanted ?? title);
      if (wanted && (await api.rename(id, wanted))) this.renamed(id, wanted);
    }));
  }
}
