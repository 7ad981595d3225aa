// The list of conversations at the side, each row with a menu.
import * as api from "./api.js";
import { button, h } from "./dom.js";
import { t } from "./labels.js";
import { item, menuAt } from "./menu.js";
import { remove } from "./removing.js";
import { nameField } from "./rename.js";

export class Sidebar {
  // go: to a path; renamed: hears of a conversation's new title.
  constructor(element, { go, renamed }) {
    Object.assign(this, { go, renamed });
    this.#list = h("div", { "data-sidebar-project-container-id": "chats" });
    const fresh = h("button", { type: "button", "aria-label": t.newChat, class: "new-chat", click: () => go("/") }, t.newChat);
    element.append(h("strong", {}, "ChatGPT"), fresh, h("h2", {}, t.sidebar), this.#list);
  }

  #list;
  #naming = false;

  async refresh() {
    const rows = (await api.conversations()).map((item) => this.#row(item));
    if (!this.#naming) this.#list.replaceChildren(...rows);
  }

  #row({ id, title }) {
    const path = `/c/${id}`;
    const follow = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.go(path);
    };
    const attributes = { href: path, "data-interactive-row-link": "", "aria-label": title, click: follow };
    const link = h("a", attributes, h("span", { "data-thread-title": "" }, title));
    const more = button(t.rowMenu(title), "dots");
    menuAt(more, () => [item(t.share, () => {}), item(t.rename, () => this.#rename(row, id, title)), item(t.archive, () => {}), item(t.remove, () => remove(id, { go: this.go, listed: () => this.refresh() }))]);
    const row = h("div", { class: "row", "data-sidebar-chatgpt-conversation-key": `chatgpt:conversation:${id}` }, link, more);
    return row;
  }

  #rename(row, id, title) {
    this.#naming = true;
    row.replaceChildren(nameField(title, async (wanted) => {
      this.#naming = false;
      if (wanted && (await api.rename(id, wanted))) this.renamed(id, wanted);
      this.refresh();
    }));
  }
}
