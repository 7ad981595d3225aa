// The list of conversations at the side.
import * as api from "./api.js";
import { h } from "./dom.js";
import { t } from "./labels.js";

export class Sidebar {
  // go: to a path.
  constructor(element, go) {
    this.#go = go;
    this.#list = h("div", { "data-sidebar-project-container-id": "chats" });
    const fresh = h("button", { type: "button", "aria-label": t.newChat, class: "new-chat", click: () => go("/") }, t.newChat);
    element.append(h("strong", {}, "ChatGPT"), fresh, h("h2", {}, t.sidebar), this.#list);
  }

  #go;
  #list;

  async refresh() {
    this.#list.replaceChildren(...(await api.conversations()).map((item) => this.#row(item)));
  }

  #row({ id, title }) {
    const path = `/c/${id}`;
    const follow = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#go(path);
    };
    const attributes = { href: path, "data-interactive-row-link": "", "aria-label": title, click: follow };
    return h("a", attributes, h("span", { "data-thread-title": "" }, title));
  }
}
