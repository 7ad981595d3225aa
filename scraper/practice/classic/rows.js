// What the menus of the model pickers are made of: radios, and rows that lead one step further.
import { h } from "/cdn/assets/dom.js";
import { shut } from "/cdn/assets/menu.js";
import * as models from "/cdn/assets/models.js";
import { t } from "./labels.js";

export const effortLabel = (effort) => t.efforts[effort] ?? effort ?? "";

export function radio(text, checked, act, { locked = false, note = "", ...more } = {}) {
  return h("div", {
    role: "menuitemradio", tabindex: "-1", "aria-checked": String(checked), "data-state": checked ? "checked" : "unchecked",
    class: "item __menu-item hoverable", "aria-disabled": locked ? "true" : null, "data-disabled": locked || null,
    title: locked ? t.lockedEffort : null, ...more, click: () => { if (!locked) { shut(); act(); } },
  }, h("span", {}, text), note ? h("span", { class: "note" }, note) : null, checked ? h("span", { "aria-hidden": "true" }, "✓") : null);
}

// The efforts of the family that is chosen; more: attributes of an option's row.
export const efforts = (more = () => ({})) => (models.family()?.options ?? []).map((option) => {
  const { thinking_effort: effort, locked } = option;
  return radio(effortLabel(effort), effort === models.effort(), () => models.choose({ effort }), { locked, ...more(option) });
});

export const families = () => models.offered().map((family) =>
  radio(family.label, family === models.family(), () => models.choose({ family: family.id }), { note: family.subtitle }));

// A row with a menu of its own; beside: where that menu is put.
export function submenu(children, list, beside = (row, menu) => row.after(menu)) {
  let menu = null; // hovering opens it, and a click does so once more
  const open = (event) => {
    event.stopPropagation();
    row.setAttribute("aria-expanded", "true");
    row.dataset.state = "open";
    menu ??= h("div", { role: "menu", class: "menu sub", "data-state": "open" }, ...list());
    beside(row, menu);
  };
  const row = h("div", {
    role: "menuitem", tabindex: "-1", "aria-haspopup": "menu", "aria-expanded": "false", "data-state": "closed", "data-has-submenu": "",
    class: "item __menu-item hoverable", click: open, pointerenter: open,
  }, ...children, h("span", { "aria-hidden": "true" }, "›"));
  return row;
}
