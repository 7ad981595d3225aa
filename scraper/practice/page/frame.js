// The frame of one page: the list of exchanges in its scroller, and the composer's place below. As captured 2026-09-29.
import { h } from "./dom.js";
import { t } from "./labels.js";

export function frame({ id, temporary, composer }, scrolled) {
  const target = { "data-chatgpt-conversation-selection-target": "true", "data-thread-find-target": "conversation" };
  const list = h("div", target, h("span", { hidden: true }));
  const scroller = h("div", {
    "data-app-action-timeline-scroll": "", class: "thread-scroll-container flex flex-col-reverse", role: "presentation", scroll: scrolled,
  },
  h("div", { "data-thread-user-message-navigation-content": "true", class: "thread-content" },
    list, h("div", { class: "disclaimer", "data-markdown-copy": "exclude" }, t.disclaimer)));
  const holder = h("div", { class: "contents", "data-map-composer-conversation": id }, composer.form);
  const element = h("div", { "data-app-shell-active-page": "true", class: `page ${id ? "thread" : "home"}` },
    h("h1", { class: "greeting" }, temporary ? t.temporary : t.greeting), scroller,
    h("div", { "data-thread-scroll-footer": "true" },
      h("button", { type: "button", "aria-hidden": "true", tabindex: "-1", "aria-label": t.toBottom, class: "hidden" }),
      h("h4", { class: "sr-only m-0 select-none", tabindex: "0" }, t.latest),
      h("span", { class: "sr-only m-0", role: "status" }), holder));
  return { list, scroller, holder, element };
}

// A copy as it looks now, with its buttons: what is left behind where a new chat becomes a conversation.
export function frozen(element) {
  const copy = element.cloneNode(true);
  hide(copy);
  return copy;
}

export function hide(element) {
  element.dataset.appShellActivePage = "false";
  element.style.display = "none";
}
