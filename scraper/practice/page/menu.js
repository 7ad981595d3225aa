// Menus that open at a button. They are put at the end of the document while they are open, as in the real page.
import { h } from "./dom.js";
import { has } from "./state.js";

const SLOW = 1500; // ms
let number = 0;
let open = null;

export const item = (label, act, attributes = {}) =>
  h("div", { role: "menuitem", tabindex: "-1", class: "item", ...attributes, click: () => { shut(); act(); } }, label);

export function shut() {
  const was = open;
  open = null;
  was?.();
}

// Makes a button open what `content` gives; a page in the background draws no menu.
export function menuAt(trigger, content, { slow = "", opened = () => {}, closed = () => {} } = {}) {
  trigger.setAttribute("aria-haspopup", "menu");
  const state = (is) => {
    trigger.setAttribute("aria-expanded", String(is));
    trigger.dataset.state = is ? "open" : "closed";
  };
  state(false);
  trigger.addEventListener("click", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const again = trigger.dataset.state === "open";
    shut();
    if (again) return;
    const draw = () => requestAnimationFrame(() => show(trigger, content(), state, { opened, closed }));
    if (slow && has(slow)) setTimeout(draw, SLOW);
    else draw();
  });
}

function show(trigger, content, state, { opened, closed }) {
  shut();
  if (!trigger.isConnected) return;
  trigger.id ||= `radix-_r_m${(number++).toString(36)}_`;
  const id = `${trigger.id}menu`;
  const menu = h("div", { role: "menu", id, "aria-labelledby": trigger.id, tabindex: "-1", "data-state": "open", class: "menu" }, content);
  const layer = h("div", { "data-radix-popper-content-wrapper": "" }, menu);
  document.body.append(layer);
  place(layer, trigger.getBoundingClientRect());
  trigger.setAttribute("aria-controls", id);
  state(true);
  const outside = (event) => { if (!layer.contains(event.target) && !trigger.contains(event.target)) shut(); };
  const key = (event) => keys(event, menu);
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", key, true);
  open = () => {
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", key, true);
    trigger.removeAttribute("aria-controls");
    state(false);
    layer.remove();
    closed();
  };
  menu.focus({ preventScroll: true });
  opened(menu);
}

function place(layer, at) {
  const { offsetWidth: width, offsetHeight: height } = layer;
  const left = Math.max(8, Math.min(at.right - width, innerWidth - width - 8), Math.min(at.left, innerWidth - width - 8));
  const above = at.bottom + height + 12 > innerHeight && at.top > height;
  Object.assign(layer.style, { left: `${left}px`, top: `${above ? at.top - height - 6 : at.bottom + 6}px` });
}

function keys(event, menu) {
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    return shut();
  }
  if (event.key === "Enter" && document.activeElement.matches('div[role^="menuitem"]')) return document.activeElement.click();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return undefined;
  event.preventDefault();
  const items = [...menu.querySelectorAll('[role^="menuitem"]:not([aria-disabled="true"])')];
  const at = items.indexOf(document.activeElement);
  return items.at((at + step + items.length) % items.length)?.focus();
}
