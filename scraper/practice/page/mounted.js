// Which turns of a long conversation are in the document: all, or a window of a few that moves as one scrolls.
import { h } from "./dom.js";

export class Mounted {
  #turns = []; #first = 0; #heights = new Map();

  constructor(list, size) {
    this.list = list;
    this.size = size ?? Infinity;
  }

  // The newest turns of these.
  show(turns) {
    this.#turns = turns;
    this.#draw(Math.max(0, turns.length - this.size));
  }

  // Older ones have come in front; what is seen stays where it is.
  prepend(turns, all) {
    this.#turns = all;
    this.#draw(this.size === Infinity ? 0 : this.#first + turns.length);
  }

  older() {
    if (!this.#first) return false;
    this.#draw(Math.max(0, this.#first - this.#step));
    return true;
  }

  newer() {
    if (this.#first + this.size >= this.#turns.length) return;
    this.#draw(Math.min(this.#turns.length - this.size, this.#first + this.#step));
  }

  get #step() {
    return Math.max(1, Math.floor(this.size / 2));
  }

  #draw(first) {
    this.#first = first;
    const end = Math.min(this.#turns.length, first + this.size);
    for (const turn of this.#turns) {
      if (turn.element.isConnected) this.#heights.set(turn, turn.element.offsetHeight);
    }
    const below = this.#turns.slice(end).reduce((sum, turn) => sum + (this.#heights.get(turn) ?? 200), 0);
    this.list.replaceChildren(h("span", { hidden: true }), ...this.#turns.slice(first, end).map((turn) => turn.element),
      ...(below ? [h("div", { "data-virtualized-turn-content": "", style: `height:${below}px` })] : []));
  }
}
