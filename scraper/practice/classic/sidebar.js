// The list of conversations at the side, each row with a menu; a new name is written where the old one stood.
import * as api from "/cdn/assets/api.js";
import { h } from "/cdn/assets/dom.js";
import { remove } from "/cdn/assets/removing.js";
import { item, menuAt } from "/cdn/assets/menu.js";
import { t } from "./labels.js";

export class Sidebar {
  // go: to a path; renamed: hears the id and the new title.
  constructor(element, { go, renamed }) {
    Object.assign(this, { go, renamed });
    this.#list = h("div", { id: "history" });
    const fresh = h("a", { class: "group __menu-item hoverable", href: "/", "data-testid": "create-new-chat-button", click: (event) => this.#follow(event, "/") }, t.newChat);
    element.append(h("h2", { class: "sr-only select-none" }, t.history), fresh, h("h3", { class: "__menu-label" }, t.history), this.#list,
      h("div", {
        tabindex: "0", class: "group __menu-item hoverable profile", "data-testid": "accounts-profile-button", role: "button",
        "aria-label": t.profile, "aria-haspopup": "menu",
      }, "Sample Person"));
  }

  #list;

  async refresh() {
    this.#list.replaceChildren(...(await api.conversations()).map((each, n) => this.#row(each, n)));
  }

  // Opens the field for a new name.
  edit(id) {
    this.#list.querySelector(`a[href="/c/${id}"]`)?.dispatchEvent(new CustomEvent("rename"));
  }

  #follow(event, path) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.go(path);
  }

  #row({ id, title }, n) {
    const path = `/c/${id}`;
    const options = h("button", {
      type: "button", class: "__menu-item-trailing-btn", "data-testid": `history-item-${n}-options`, "aria-label": t.options, "data-trailing-button": "",
    }, "⋯");
    menuAt(options, () => [
      item(t.share, () => {}, { "data-testid": "share-chat-menu-item" }), item(t.rename, () => this.#rename(row, id, title), { "data-testid": "rename-chat-menu-item" }),
      item(t.archive, () => {}), item(t.remove, () => remove(id, { go: this.go, listed: () => this.refresh() }), { "data-testid": "delete-chat-menu-item", "data-color": "danger" }),
    ]);
    const attributes = {
      tabindex: "0", class: "group __menu-item hoverable", draggable: "true", href: path, "data-testid": `history-item-${n}`,
      "aria-current": location.pathname === path ? "page" : null, click: (event) => this.#follow(event, path), rename: () => this.#rename(row, id, title),
    };
    const row = h("a", attributes, h("div", { class: "truncate" }, h("span", { dir: "auto", title }, title)), options);
    return row;
  }

  #rename(row, id, title) {
    const field = h("input", { type: "text", name: "title-editor", class: "title-editor", "aria-label": t.rename });
    field.value = title;
    const form = h("div", { class: "__menu-item" }, field);
    let over = false;
    const close = async (keep) => {
      if (over) return;
      over = true;
      const wanted = field.value.trim();
      if (keep && wanted && wanted !== title && (await api.rename(id, wanted))) this.renamed(id, wanted);
      this.refresh();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) close(true);
      if (event.key === "Escape") close(false);
    });
    field.addEventListener("blur", () => close(true));
    row.replaceWith(form);
    field.focus();
    field.select();
  }
}
