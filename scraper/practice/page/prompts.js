// What the page asks a person inside an exchange: how it was, which answer is better, whether a connector may run.
import { button, h } from "./dom.js";
import { t } from "./labels.js";
import { markdown } from "./markdown.js";
import { action } from "./overlay.js";
import { trusted } from "./trusted.js";

export function rating(done) {
  return h("div", { class: "prompt rating" }, h("span", {}, t.rating.question),
    action(t.rating.yes, done), action(t.rating.no, done), button(t.rating.dismiss, "cross", { click: done }));
}

const ANSWER = { dir: "auto", "data-markdown-text-style": "assistant-message", class: "MarkdownRoot-t7Qe" };

// Two answers side by side; nothing more can be sent until one is chosen.
export function choice([first, second], chosen) {
  const column = (text, n) => h("section", { class: "response", "aria-label": t.choice.response(n) },
    h("h5", {}, t.choice.response(n)), h("div", ANSWER, ...markdown(text, true)),
    action(t.choice.prefer, trusted(() => chosen(n))));
  return h("div", { class: "prompt choice", role: "group", "aria-label": t.choice.title },
    h("p", {}, h("strong", {}, t.choice.title)), h("p", {}, t.choice.question),
    h("div", { class: "responses" }, column(first, 1), column(second, 2)));
}

export function connector(decided) {
  return h("div", { class: "prompt connector", role: "alertdialog", "aria-label": t.connector.title },
    h("strong", {}, t.connector.title), h("p", {}, t.connector.text),
    h("div", { class: "actions" },
      action(t.connector.deny, trusted(() => decided(false))), action(t.connector.allow, trusted(() => decided(true)), "primary")));
}
