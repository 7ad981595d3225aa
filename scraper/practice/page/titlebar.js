// The bar at the top: new chat, the conversation's menu, the switch for temporary chats.
import { button, h } from "./dom.js";
import { t } from "./labels.js";

const slot = (side, ...children) =>
  h("div", { "data-test-id": "header-shell-slot", "data-app-shell-header-slot": side }, ...children);

export class Titlebar {
  // go: to a path; menu: the entries for the conversation that is open.
  constructor(go) {
    this.#temporary = button(t.temporary, "temporary", {
      "aria-pressed": "false", class: "toggle", click: () => go(this.#on ? "/" : "/?temporary-chat=true"),
    });
    this.middle = h("div", { "data-app-shell-main-titlebar": "true", "data-testid": "app-shell-header-context-menu-surface" });
    this.end = slot("end", this.#temporary);
    this.element = h("header", { "data-app-shell-titlebar": "true", dir: "ltr" },
      slot("start", button(t.newChat, "pencil", { click: () => go("/") })), this.middle, this.end);
  }

  #temporary;
  #on = false;

  // A chat can be made temporary only before it has begun.
  show({ temporary, begun }) {
    this.#on = temporary;
    this.#temporary.setAttribute("aria-pressed", String(temporary));
    this.#temporary.classList.toggle("hidden", begun && !temporary);
    this.#temporary.disabled = begun;
  }
}
