// The frame of the classic page, and the one conversation that is open in it.
import { h } from "/cdn/assets/dom.js";
import { shut } from "/cdn/assets/menu.js";
import { Shell } from "/cdn/assets/shell.js";
import { has } from "/cdn/assets/state.js";
import { Header } from "./header.js";
import { Sidebar } from "./sidebar.js";
import { Thread } from "./thread.js";

const holder = document.querySelector("#thread > .composer-parent");
const root = document.querySelector("[data-scroll-root]");

class App extends Shell {
  sidebar = new Sidebar(document.querySelector("#stage-slideover-sidebar"), {
    go: (path) => this.go(path), renamed: (id, title) => { if (this.page?.id === id) this.titled(title); },
  });
  bar = new Header(document.querySelector("#page-header"), {
    go: (path) => this.go(path), rename: (id) => this.sidebar.edit(id), listed: () => this.listed(), redraw: () => this.show(),
  });

  open(place) {
    shut();
    const thread = new Thread(place, root, this);
    holder.classList.toggle("home", thread.id === null);
    holder.replaceChildren(...thread.elements);
    return thread;
  }

  began({ temporary, request }) {
    holder.classList.remove("home");
    if (!temporary) history.pushState(null, "", `/c/WEB:${request}`);
    this.head();
  }

  titled(title) {
    if (!this.page.temporary) super.titled(title);
  }

  // Until the app has taken over, a plain field takes what is typed; it becomes the hidden one beside the real one.
  handOver() {
    if (!has("onboarding")) document.body.append(h("span", { "data-testid": "blocking-initial-modals-done", class: "hidden" }));
    const field = holder.querySelector("form > textarea");
    return field ? { text: field.value, focused: document.activeElement === field } : null;
  }
}

const app = new App(document.querySelector("#aria-notify-live-region-polite > span"));
holder.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
app.bar.show({});
await app.start();
