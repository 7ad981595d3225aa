// The picker of 2026-06: radios for the effort, and a dialog behind "Configure…" in which a list has the versions by
// their numbers alone; the newest is only "Latest".
import { h } from "/cdn/assets/dom.js";
import { item } from "/cdn/assets/menu.js";
import * as models from "/cdn/assets/models.js";
import { t } from "./labels.js";
import { efforts, effortLabel } from "./rows.js";

const LATEST = "latest";

const content = () => [
  ...efforts(({ model }) => ({ "data-testid": `model-switcher-${model}` })), h("div", { role: "separator", class: "separator" }),
  item(t.configure, configure, { "data-testid": "model-configure-modal" }),
];

const versions = () => [{ id: LATEST, label: t.latestModel }, ...models.offered().slice(1).map(({ id }) => ({ id, label: id }))];
const version = () => versions().find(({ id }) => id === models.family()?.id) ?? versions()[0];

function configure() {
  const body = h("div");
  const shown = h("div", {
    role: "dialog", tabindex: "-1", "aria-modal": "true", "data-state": "open", "data-testid": "modal-intelligence-menu", class: "dialog",
    "aria-labelledby": "intelligence-title",
  }, h("h2", { id: "intelligence-title" }, t.intelligence), body,
  h("button", { type: "button", class: "cross", "aria-label": t.close, "data-testid": "close-button", click: () => close() }, "×"));
  const layer = h("div", { class: "overlay" }, shown);
  const keys = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (layer.querySelector('[role="listbox"]')) draw();
    else close();
  };
  const close = () => {
    document.removeEventListener("keydown", keys, true);
    layer.remove();
  };
  const draw = () => body.replaceChildren(select(layer, draw), radios(draw));
  draw();
  document.addEventListener("keydown", keys, true);
  document.body.append(layer);
  shown.focus();
}

function select(layer, draw) {
  layer.querySelector('[role="listbox"]')?.remove();
  const open = () => {
    box.setAttribute("aria-expanded", "true");
    layer.append(h("div", { role: "listbox", id: "model-selection", class: "menu" }, ...versions().map(({ id, label }) => h("div", {
      role: "option", tabindex: "-1", class: "item", "aria-selected": String(id === version().id), click: () => { models.choose({ family: id }); draw(); },
    }, h("span", {}, label)))));
  };
  const box = h("button", {
    type: "button", role: "combobox", class: "btn", "aria-labelledby": "model-selection-label", "aria-controls": "model-selection",
    "aria-expanded": "false", click: open,
  }, version().label);
  return h("div", {}, h("label", { id: "model-selection-label" }, t.modelRow), box);
}

function radios(draw) {
  return h("div", { role: "radiogroup", "aria-label": t.modelOptions }, ...(models.family()?.options ?? []).map(({ thinking_effort: effort, locked }) =>
    h("button", {
      type: "button", role: "radio", class: "btn", "aria-checked": String(effort === models.effort()), disabled: locked, title: locked ? t.lockedEffort : null,
      click: () => { models.choose({ effort }); draw(); },
    }, effortLabel(effort))));
}

export const june = { content };
