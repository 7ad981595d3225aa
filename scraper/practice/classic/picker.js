// The pill in the composer: its text is the effort. What opens at it was another menu every few weeks.
import { h } from "/cdn/assets/dom.js";
import { menuAt } from "/cdn/assets/menu.js";
import * as models from "/cdn/assets/models.js";
import { settings } from "/cdn/assets/state.js";
import { august } from "./picker_august.js";
import { june } from "./picker_june.js";
import { efforts, effortLabel, families, submenu } from "./rows.js";

// The efforts, and the versions one step further (seen from spring on, and again in September 2026).
const spring = {
  content: () => [
    h("div", { role: "group" }, ...efforts()), h("div", { role: "separator", class: "separator" }),
    submenu([h("span", {}, models.family()?.label ?? "")], families),
  ],
  opened: (menu) => menu.setAttribute("data-testid", "composer-intelligence-picker-content"),
};

const { content, opened } = { spring, june, august }[settings.picker];
let number = 0;

export function pill() {
  const text = h("span", { class: "text-token-text-tertiary min-w-0 truncate" });
  const made = h("button", {
    type: "button", class: "__composer-pill __composer-pill--neutral group/pill", "data-tone": "neutral", id: `radix-_r_p${number++}_`,
  }, h("span", { class: "max-w-40 truncate" }, h("span", { class: "flex min-w-0 items-center gap-1" }, text)));
  menuAt(made, content, { slow: "model_menu_slow", opened });
  let shown = false;
  const tell = () => {
    text.textContent = effortLabel(models.effort());
    shown ||= made.isConnected;
    return !shown || made.isConnected; // one that has left the page need not hear more
  };
  models.listen(tell);
  tell();
  return made;
}
