// Some accounts have two surfaces in one composer, Chat and Work (seen 2026-07 to 10).
import { h } from "./dom.js";
import { t } from "./labels.js";
import { has } from "./state.js";
import { trusted } from "./trusted.js";

const CHOSEN = "practice-mode";

class Modes {
  get working() {
    return has("work_mode") && sessionStorage.getItem(CHOSEN) !== "chat";
  }

  // The switch, or nothing where the account has none; `changed` hears which one is on.
  group(changed) {
    if (!has("work_mode")) return "";
    const modes = [["chat", t.work.chat], ["work", t.work.work]];
    const buttons = modes.map(([mode, label]) => h("button", {
      type: "button", class: "mode", "aria-pressed": String(this.working === (mode === "work")), click: trusted(() => {
        sessionStorage.setItem(CHOSEN, mode);
        buttons.forEach((each, n) => each.setAttribute("aria-pressed", String(modes[n][0] === mode)));
        changed(mode === "work");
      }),
    }, label));
    return h("div", { role: "group", "aria-label": "Composer mode", class: "modes" }, ...buttons);
  }
}

export const modes = new Modes();
