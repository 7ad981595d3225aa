// The classic page's buttons: a picture in a square, no title.
import { h, icon } from "/cdn/assets/dom.js";

const SIGNS = { back: "‹", forward: "›", bad: "⚐", dots: "⋯", cross: "×" };

export function button(label, picture, attributes = {}) {
  const face = SIGNS[picture] ?? icon(picture);
  return h("button", { type: "button", class: "text-token-text-secondary rounded-lg", "aria-label": label, ...attributes },
    h("span", { class: "flex items-center justify-center h-8 w-8" }, face));
}
