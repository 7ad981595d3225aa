// The picker of 2026-08: two views of one menu, a simple one with a slider whose words stand only in its description,
// and an advanced one with a menu for the model and one for the effort; the view that is not shown is inert.
import { h } from "/cdn/assets/dom.js";
import * as models from "/cdn/assets/models.js";
import { t } from "./labels.js";
import { efforts, effortLabel, families, submenu } from "./rows.js";

const VIEW = "composer-model-picker-slider";

function content() {
  const toggle = h("div", { role: "menuitem", tabindex: "-1", class: "item __menu-item", click: () => show(!advanced) }, h("span", {}, t.advanced));
  const views = [view("simple", power()), view("advanced", ...submenus())];
  let advanced = false;
  const show = (is) => {
    advanced = is;
    toggle.setAttribute("aria-expanded", String(is));
    toggle.setAttribute("aria-label", is ? t.showCompact : t.showAdvanced);
    views.forEach((each, n) => {
      each.inert = n !== Number(is);
      each.dataset.active = String(!each.inert);
    });
  };
  show(false);
  return h("div", { role: "group", "data-testid": "composer-intelligence-picker-content" }, toggle, h("div", { class: "views" }, ...views));
}

const view = (name, ...children) => h("div", { "data-testid": `${VIEW}-${name}-view`, class: "view" }, ...children);

// The keys land on the row; the slider itself cannot be focused.
function power() {
  const options = models.family()?.options ?? [];
  const said = h("span", { id: "power-value" });
  const thumb = h("span", { role: "slider", "aria-valuemin": "0", "aria-valuemax": String(options.length - 1) });
  const ticks = options.map(({ locked }) => h("span", { class: "tick", "data-locked": String(locked), title: locked ? t.lockedEffort : null }));
  const draw = () => {
    const at = options.indexOf(models.option());
    thumb.setAttribute("aria-valuenow", String(at));
    said.textContent = t.ofPower(effortLabel(models.effort()), at + 1, options.length);
  };
  const choose = (n) => {
    if (!options[n] || options[n].locked) return;
    models.choose({ effort: options[n].thinking_effort });
    draw();
  };
  draw();
  return h("div", {
    role: "menuitem", tabindex: "0", "aria-label": t.power, "aria-keyshortcuts": "ArrowLeft ArrowRight", class: "item",
    "aria-describedby": "power-value power-help", keydown: ({ key }) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (by) choose(options.indexOf(models.option()) + by);
    },
  }, said, h("span", { id: "power-help", class: "note" }, t.powerKeys),
  h("span", { class: "power", "data-model-reasoning-effort-slider": "" }, ...ticks, thumb));
}

function submenus() {
  const row = (name, value, list) => submenu([h("span", {}, name), h("span", { class: "note" }, value)], list, detached);
  return [row(t.modelRow, models.family()?.label ?? "", families), row(t.effortRow, effortLabel(models.effort()), efforts)];
}

// Beside the menu, not in it; one at a time.
function detached(row, menu) {
  const layer = row.closest("[data-radix-popper-content-wrapper]");
  layer.querySelector(".sub")?.remove();
  layer.append(menu);
}

export const august = { content };
