// What stands in front of the page or above the composer: dialogs, toasts, banners.
import { h, icon } from "./dom.js";
import { t } from "./labels.js";

let number = 0;

export const action = (label, act, kind = "", attributes = {}) =>
  h("button", { type: "button", class: `button ${kind}`, ...attributes, click: act }, label);

// A dialog in front of everything; `close` gives it a cross. Returns what takes it away.
export function dialog({ title, text, actions = [], close = null, role = "dialog", look = "" }) {
  const id = `radix-_r_${(number++).toString(36)}_`;
  const cross = close && h("button", { type: "button", class: "cross", "aria-label": t.close, click: close }, icon("cross"));
  const shown = h("div", {
    role, id, tabindex: "-1", "data-state": "open", "aria-modal": look === "bottom" ? null : "true",
    "aria-labelledby": `${id}title`, class: `dialog ${look}`,
  },
  h("h2", { id: `${id}title` }, title), cross, ...[text].flat().map((line) => h("p", {}, line)),
  h("div", { class: "actions" }, ...actions));
  const layer = look === "bottom" ? shown : h("div", { class: "overlay" }, shown);
  document.body.append(layer);
  if (look !== "bottom") shown.focus();
  return () => layer.remove();
}

export function toast(text, seconds = 8) {
  const classic = document.querySelector(".toast-root"); // of generation A2
  const shown = h("div", classic ? { class: "toast", role: "alert", "data-testid": "toast-error" } : { class: "toast", role: "status" }, text);
  (classic ?? document.querySelector(".codex-toast-area > section")).append(shown);
  if (seconds) setTimeout(() => shown.remove(), seconds * 1000);
  return () => shown.remove();
}

export const banner = (title, text, ...actions) =>
  h("div", { class: "banner", role: "status" }, h("div", {}, h("strong", {}, title), h("span", {}, text)), ...actions);
