// Which sections are in the document: all, or those next to what is on the screen. Containers always stay.
export class Mounted {
  #frames = [];

  constructor(root, size) {
    this.root = root;
    this.size = size ?? Infinity;
    root.addEventListener("scroll", () => this.sync(), { passive: true });
  }

  show(turns) {
    this.#frames = turns.flatMap((turn) => turn.frames.map((frame) => ({ frame, turn })));
    this.sync();
  }

  sync() {
    if (this.#frames.length <= this.size) {
      for (const { frame } of this.#frames) frame.mount(true);
      return;
    }
    const { top, bottom } = this.root.getBoundingClientRect();
    const away = this.#frames.map(({ frame, turn }, n) => {
      const at = frame.container.getBoundingClientRect();
      const distance = Math.max(0, at.top - bottom, top - at.bottom);
      return { frame, n, distance: turn.finished ? distance : -1 };
    });
    away.sort((a, b) => a.distance - b.distance || b.n - a.n);
    away.forEach(({ frame }, n) => frame.mount(n < this.size));
  }
}
