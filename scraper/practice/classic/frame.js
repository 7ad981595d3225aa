// What the two sections of an exchange have in common: a container that stays, and a section that may go.
import { h } from "/cdn/assets/dom.js";

const AWAY = 160; // px, as long as nobody has measured it

export class Frame {
  constructor({ id, number, role, title }) {
    this.content = h("div", { class: "turn-content" });
    const width = h("div", { "data-conversation-screenshot-content": "", class: "thread-width group/turn-messages agent-turn" }, this.content);
    this.section = h("section", {
      class: "text-token-text-primary w-full", dir: "auto", "data-testid": `conversation-turn-${number}`, "data-turn": role,
    }, h("h4", { class: "sr-only select-none" }, title), h("div", { class: "text-base my-auto mx-auto" }, width));
    this.container = h("div", { class: "", "data-is-intersecting": "true" }, this.section);
    this.name(id);
  }

  #height = AWAY;

  name(id) {
    for (const element of [this.container, this.section]) element.dataset.turnIdContainer = id;
    this.section.dataset.turnId = id;
  }

  get mounted() {
    return this.section.isConnected || this.section.parentNode === this.container;
  }

  // What is far from the screen leaves the document; its container keeps the place.
  mount(is) {
    if (is === this.mounted) return;
    if (!is) this.#height = this.section.offsetHeight || this.#height;
    this.container.dataset.isIntersecting = String(is);
    this.container.style.height = is ? "" : `${this.#height}px`;
    if (is) this.container.append(this.section);
    else this.section.remove();
  }
}

export function steps(versions, t, step, makeButton) {
  if (!versions || versions.ids.length < 2) return [];
  const { ids, at } = versions;
  const go = (label, by, picture) => makeButton(label, picture, { disabled: ids[at + by] === undefined, click: () => step(versions, by) });
  return [h("div", { class: "versions" }, go(t.previous, -1, "back"),
    h("div", { class: "tabular-nums" }, `${at + 1}/${ids.length}`), go(t.next, 1, "forward"))];
}
