// The frame of the app, and the pages in it, of which one is shown and the earlier ones stay hidden.
import { Shell } from "./shell.js";
import { Sidebar } from "./sidebar.js";
import { Page } from "./thread.js";
import { Titlebar } from "./titlebar.js";

const LEFT_BEHIND = 4;
const main = document.querySelector("main");

class App extends Shell {
  #acts = { go: (path) => this.go(path), renamed: (id, title) => this.#renamed(id, title), listed: () => this.listed() };

  sidebar = new Sidebar(document.querySelector("nav.sidebar"), this.#acts);
  bar = new Titlebar(this.#acts);

  open(place) {
    const page = new Page(place, this);
    main.append(page.element);
    this.#forget();
    return page;
  }

  began() {
    history.pushState(null, "", `/c/local-chatgpt%3A${crypto.randomUUID()}`);
    this.head();
  }

  // The new chat stays behind as it looked.
  settled(page) {
    main.insertBefore(page.frozen(), page.element);
    this.#forget();
  }

  titled(title) {
    super.titled(title);
    this.bar.titled(title);
  }

  #renamed(id, title) {
    if (this.page?.id === id) this.titled(title);
    this.listed();
  }

  #forget() {
    for (const old of [...main.querySelectorAll('[data-app-shell-active-page="false"]')].slice(0, -LEFT_BEHIND)) old.remove();
  }

  // Until the app has taken over, a plain field takes what is typed; it is handed on to the real one.
  handOver() {
    const stub = main.querySelector(".stub");
    const field = stub?.querySelector("textarea");
    const typed = field ? { text: field.value, focused: document.activeElement === field } : null;
    stub?.remove();
    return typed;
  }
}

const app = new App(document.querySelector('#root > span[role="status"][aria-live="polite"]'));
main.querySelector(".stub form")?.addEventListener("submit", (event) => event.preventDefault());
main.prepend(app.bar.element);
await app.start();
