// The pill in the composer: its text is the effort; its menu offers the efforts, and the versions one step further.
import * as api from "/cdn/assets/api.js";
import { h } from "/cdn/assets/dom.js";
import { menuAt, shut } from "/cdn/assets/menu.js";
import { t } from "./labels.js";

const KEPT = "practice-classic-model";

class Choice {
  #families = [];
  #listeners = new Set();

  async load() {
    const said = await api.models();
    this.#families = said?.families ?? [];
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    this.family = this.#families.find(({ id }) => id === kept?.family) ?? this.#families[0] ?? null;
    this.effort = kept?.effort ?? said?.default_thinking_effort ?? "medium";
    this.hint(new URLSearchParams(location.search).get("model"));
    this.#settle();
  }

  // What the address asks for: a slug.
  hint(slug) {
    for (const family of slug ? this.#families : []) {
      const option = family.options.find(({ model }) => model === slug);
      if (option) Object.assign(this, { family, effort: option.thinking_effort });
    }
  }

  get families() {
    return this.#families;
  }

  get options() {
    return this.family?.options ?? [];
  }

  take(change) {
    Object.assign(this, change);
    this.#settle();
    localStorage.setItem(KEPT, JSON.stringify({ family: this.family.id, effort: this.effort }));
  }

  #settle() {
    if (!this.options.some((each) => each.thinking_effort === this.effort)) this.effort = this.options[0]?.thinking_effort ?? null;
    for (const listener of this.#listeners) listener();
  }

  heard(listener) {
    this.#listeners.add(listener);
    listener();
  }

  body() {
    const option = this.options.find((each) => each.thinking_effort === this.effort);
    return option ? { model: option.model, thinking_effort: option.thinking_effort } : { model: "auto" };
  }
}

export const choice = new Choice();

const label = (effort) => t.efforts[effort] ?? effort ?? "";

function radio(text, checked, act, { locked = false, note = "" } = {}) {
  return h("div", {
    role: "menuitemradio", tabindex: "-1", "aria-checked": String(checked), "data-state": checked ? "checked" : "unchecked",
    class: "item __menu-item hoverable", "aria-disabled": locked ? "true" : null, "data-disabled": locked || null,
    click: () => { if (!locked) { shut(); act(); } },
  }, h("span", {}, text), note ? h("span", { class: "note" }, note) : null, checked ? h("span", { "aria-hidden": "true" }, "✓") : null);
}

function versions() {
  const list = h("div", { role: "menu", class: "menu sub", "data-state": "open" }, ...choice.families.map((family) =>
    radio(family.label, family === choice.family, () => choice.take({ family }), { note: family.subtitle })));
  const open = (event) => {
    event.stopPropagation();
    row.setAttribute("aria-expanded", "true");
    row.dataset.state = "open";
    row.after(list);
  };
  const row = h("div", {
    role: "menuitem", tabindex: "-1", "aria-haspopup": "menu", "aria-expanded": "false", "data-state": "closed", "data-has-submenu": "",
    class: "item __menu-item hoverable", click: open, pointerenter: open,
  }, h("span", {}, choice.family?.label ?? ""), h("span", { "aria-hidden": "true" }, "›"));
  return row;
}

function content() {
  const efforts = choice.options.map(({ thinking_effort: effort, locked }) =>
    radio(label(effort), effort === choice.effort, () => choice.take({ effort }), { locked }));
  return [h("div", { role: "group" }, ...efforts), h("div", { role: "separator", class: "separator" }), versions()];
}

let number = 0;

export function pill() {
  const text = h("span", { class: "text-token-text-tertiary min-w-0 truncate" });
  const made = h("button", {
    type: "button", class: "__composer-pill __composer-pill--neutral group/pill", "data-tone": "neutral", id: `radix-_r_p${number++}_`,
  }, h("span", { class: "max-w-40 truncate" }, h("span", { class: "flex min-w-0 items-center gap-1" }, text)));
  menuAt(made, content, {
    slow: "model_menu_slow", opened: (menu) => menu.setAttribute("data-testid", "composer-intelligence-picker-content"),
  });
  choice.heard(() => { text.textContent = label(choice.effort); });
  return made;
}
