// The pill in the composer: its text is the effort; its menu offers the efforts, and the versions one step further.
import { h } from "/cdn/assets/dom.js";
import { menuAt, shut } from "/cdn/assets/menu.js";
import * as models from "/cdn/assets/models.js";
import { t } from "./labels.js";

const label = (effort) => t.efforts[effort] ?? effort ?? "";

function radio(text, checked, act, { locked = false, note = "" } = {}) {
  return h("div", {
    role: "menuitemradio", tabindex: "-1", "aria-checked": String(checked), "data-state": checked ? "checked" : "unchecked",
    class: "item __menu-item hoverable", "aria-disabled": locked ? "true" : null, "data-disabled": locked || null,
    click: () => { if (!locked) { shut(); act(); } },
  }, h("span", {}, text), note ? h("span", { class: "note" }, note) : null, checked ? h("span", { "aria-hidden": "true" }, "✓") : null);
}

function versions() {
  const list = h("div", { role: "menu", class: "menu sub", "data-state": "open" }, ...models.offered().map((family) =>
    radio(family.label, family === models.family(), () => models.choose({ family: family.id }), { note: family.subtitle })));
  const open = (event) => {
    event.stopPropagation();
    row.setAttribute("aria-expanded", "true");
    row.dataset.state = "open";
    row.after(list);
  };
  const row = h("div", {
    role: "menuitem", tabindex: "-1", "aria-haspopup": "menu", "aria-expanded": "false", "data-state": "closed", "data-has-submenu": "",
    class: "item __menu-item hoverable", click: open, pointerenter: open,
  }, h("span", {}, models.family()?.label ?? ""), h("span", { "aria-hidden": "true" }, "›"));
  return row;
}

function content() {
  const efforts = (models.family()?.options ?? []).map(({ thinking_effort: effort, locked }) =>
    radio(label(effort), effort === models.effort(), () => models.choose({ effort }), { locked }));
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
  let shown = false;
  const tell = () => {
    text.textContent = label(models.effort());
    shown ||= made.isConnected;
    return !shown || made.isConnected; // one that has left the page need not hear more
  };
  models.listen(tell);
  tell();
  return made;
}
