// The model picker: one menu with two views of the same size, a simple one (how hard it thinks) and an advanced one
// (which model); the one that is not shown is inert. As seen since 2026-09-25.
import { h, icon } from "./dom.js";
import { t } from "./labels.js";
import { menuAt } from "./menu.js";
import * as models from "./models.js";

export function trigger() {
  const label = h("span", { class: "ModelPickerTriggerLabel-h2Rc" });
  const measure = h("span", { "aria-hidden": "true", class: "ModelPickerTriggerMeasurement-b3Xy" }, t.effort);
  const button = h("button", {
    type: "button", "aria-label": t.model, class: "model", "data-codex-intelligence-trigger": "true",
    "data-composer-navigation-target": "reasoning",
  }, measure, label, icon("down"));
  const refresh = () => {
    label.textContent = models.label();
    button.dataset.selectedReasoningEffort = models.effort();
  };
  refresh();
  let known = false;
  models.listen(() => {
    refresh();
    known ||= button.isConnected;
    return button.isConnected || !known; // a page that is gone needs no news
  });
  menuAt(button, views, {
    slow: "model_menu_slow",
    opened: () => button.setAttribute("aria-label", t.effort),
    closed: () => button.setAttribute("aria-label", t.model),
  });
  return button;
}

function views() {
  const panes = [simple(() => show(1)), advanced(() => show(0))];
  const show = (n) => panes.forEach((pane, each) => {
    const is = each === n;
    pane.dataset.active = String(is);
    pane.inert = !is;
    if (is) pane.removeAttribute("aria-hidden");
    else pane.setAttribute("aria-hidden", "true");
  });
  show(0);
  return h("div", { class: "views" }, ...panes);
}

const view = (name, ...children) => h("div", { "data-model-picker-view": name, class: "view" }, ...children);
const toggle = (act, ...children) =>
  h("button", { type: "button", "data-model-picker-view-toggle": "", class: "item", click: act }, ...children);

function simple(other) {
  const name = h("span", { class: "soft" });
  const pane = view("simple", toggle(other, h("span", {}, t.selectModel), h("span", { class: "row" }, name, icon("right"))));
  const body = h("div");
  pane.append(body);
  const draw = () => {
    name.textContent = models.family()?.label ?? "";
    body.replaceChildren(slider());
  };
  draw();
  models.listen(() => {
    if (!pane.isConnected) return false;
    const focused = body.contains(document.activeElement);
    draw();
    if (focused) body.querySelector('[role="slider"]')?.focus();
    return true;
  });
  return pane;
}

function slider() {
  const options = models.family()?.options ?? [];
  const at = options.indexOf(models.option());
  const choose = (n) => { if (options[n] && !options[n].locked) models.choose({ effort: options[n].thinking_effort }); };
  const thumb = h("span", {
    role: "slider", tabindex: "0", "aria-label": t.power, "aria-valuemin": "0", "aria-valuemax": String(options.length - 1),
    "aria-valuenow": String(at), "aria-valuetext": options[at]?.label ?? "", "aria-orientation": "horizontal",
    style: `left:${place(at, options)}%`, keydown: (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) event.preventDefault();
      if (by) choose(at + by);
    },
  });
  const ticks = options.map((option, n) => h("span", {
    class: "tick", "data-locked": option.locked ? "true" : null, "aria-disabled": option.locked ? "true" : null,
    title: option.locked ? t.lockedEffort : option.label, style: `left:${place(n, options)}%`, click: () => choose(n),
  }, option.locked ? icon("lock") : null));
  return h("div", { "data-reasoning-slider": "" },
    h("div", { class: "power" }, h("span", {}, t.power), h("span", { class: "soft" }, options[at]?.label ?? "")),
    h("div", { "data-model-picker-power-slider": "" }, h("span", { class: "track" }), ...ticks, thumb));
}

const place = (n, options) => (options.length < 2 ? 50 : 5 + (90 * n) / (options.length - 1));

function advanced(other) {
  const rows = [{ id: "latest", label: t.latestModel }, ...models.offered()];
  const items = rows.map(({ id, label, subtitle }) => h("div", {
    role: "menuitemradio", tabindex: "-1", class: "item", "aria-checked": String(id === models.familyId()),
    click: () => { models.choose({ family: id }); mark(); },
  }, h("span", {}, label, subtitle ? h("small", {}, subtitle) : null), icon("check")));
  const mark = () => rows.forEach(({ id }, n) => items[n].setAttribute("aria-checked", String(id === models.familyId())));
  return view("advanced", toggle(other, h("span", { class: "row" }, icon("left"), t.selectModel)), ...items);
}
