// What this page asks inside an exchange: how it was, and which of two answers is better.
import { h } from "/cdn/assets/dom.js";
import { action } from "/cdn/assets/overlay.js";
import { trusted } from "/cdn/assets/trusted.js";
import { button } from "./icons.js";
import { t } from "./labels.js";
import { markdown } from "./markdown.js";

export function rating(done) {
  const vote = (label, picture) => button(label, picture, { "aria-pressed": "false", click: done });
  return h("div", { class: "text-center" }, h("div", { class: "rating" }, h("span", {}, t.rating.question),
    vote(t.rating.yes, "thumb"), vote(t.rating.no, "bad"), button(t.rating.dismiss, "cross", { click: done })));
}

// Two answers side by side; nothing more can be sent until one is chosen.
export function chooser(texts, chosen) {
  const column = (text, n) => h("div", { class: "paragen", "data-paragen-root": "true", "aria-label": t.choice.response(n) },
    h("h5", {}, t.choice.response(n)), h("div", { class: "markdown prose" }, ...markdown(text, {})),
    action(t.choice.prefer, trusted(() => chosen(n))));
  return h("div", { class: "chooser", role: "group", "aria-label": t.choice.title },
    h("p", {}, h("strong", {}, t.choice.title)), h("p", {}, t.choice.question),
    h("div", { class: "flex gap-2" }, ...texts.map((text, n) => column(text, n + 1))));
}
