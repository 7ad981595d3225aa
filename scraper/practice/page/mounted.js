// Which turns of a long conversation are in the document: all, or a window of a few that moves as one scrolls.
import { h } from "./dom.js";

const NEAR = 40; // px
const GUESS = 200; // px a turn that was never seen may be high

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

  // True where what is seen, that far from the bottom, is or borders on the gap of what is not mounted.
  newer(distance) {
    let first = this.#first;
    while (first + this.size < this.#turns.length && distance < this.#below(first) + NEAR) {
      first = Math.min(this.#turns.length - this.size, first + this.#step);
    }
    if (first === this.#first) return false;
    this.#draw(first);
    return true;
  }

  #below(first) {
    return this.#turns.slice(first + this.size).reduce((sum, turn) => sum + (this.#heights.get(turn) ?? GUESS), 0);
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
    const below = this.#below(first);
    this.list.replaceChildren(h("span", { hidden: true }), ...this.#turns.slice(first, end).map((turn) => turn.element),
      ...(below ? [h("div", { "data-virtualized-turn-content": "", style: `height:${below}px` })] : []));
  }
}
