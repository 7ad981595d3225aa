// The paper a conversation is written on: what scrolls, where the sections are, the end with the composer.
import { h } from "/cdn/assets/dom.js";
import { settings } from "/cdn/assets/state.js";
import { t } from "./labels.js";
import { Mounted } from "./mounted.js";

const NEAR = 60; // px from the end

export class Sheet {
  constructor(root, composer, { top, temporary }) {
    this.root = root;
    this.#top = h("div", { class: "", "data-turn-id-container": top, "data-is-intersecting": "true" });
    this.#list = h("div", { class: "flex flex-col text-sm" }, this.#top);
    this.#mounted = new Mounted(root, settings.window);
    this.#bottom = h("div", { id: "thread-bottom-container", class: "group/thread-bottom-container" },
      h("div", { id: "thread-bottom" }, composer.element), h("div", { "data-testid": "thread-disclaimer", class: "disclaimer" }, t.disclaimer));
    this.elements = [h("h1", { class: "greeting" }, temporary ? t.temporaryNote : t.greeting), this.#list, this.#bottom];
  }

  #top; #list; #bottom; #mounted;

  place(turns) {
    this.#list.replaceChildren(this.#top, ...turns.flatMap((turn) => turn.frames.map(({ container }) => container)));
    this.#mounted.show(turns);
  }

  toEnd() {
    this.root.scrollTop = this.root.scrollHeight;
    this.#mounted.sync();
  }

  // Who reads the end goes on seeing it.
  stayAtEnd(change) {
    const { scrollTop, scrollHeight, clientHeight } = this.root;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    change();
    if (atEnd) this.root.scrollTop = this.root.scrollHeight;
  }

  busy(is) {
    if (is) this.root.dataset.streamActive = "";
    else delete this.root.dataset.streamActive;
    delete this.#bottom.dataset.hasThreadError;
  }

  failed() {
    this.#bottom.dataset.hasThreadError = "";
  }

  leave() {
    delete this.root.dataset.streamActive;
    for (const element of this.elements) element.remove();
  }
}
