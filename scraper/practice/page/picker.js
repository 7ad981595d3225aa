// Which model answers, and how hard it thinks.
import { h } from "./dom.js";
import { t } from "./labels.js";

export function trigger() {
  const measure = h("span", { "aria-hidden": "true", class: "ModelPickerTriggerMeasurement-b3Xy" }, t.effort);
  return h("button", {
    type: "button", "aria-label": t.model, "aria-haspopup": "menu", "aria-expanded": "false", "data-state": "closed", class: "model",
    "data-codex-intelligence-trigger": "true", "data-composer-navigation-target": "reasoning", "data-selected-reasoning-effort": "medium",
  }, measure, h("span", { class: "ModelPickerTriggerLabel-h2Rc" }, "Medium"));
}

export const chosen = () => ({ model: "auto" });
