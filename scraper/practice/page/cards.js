// A file or a picture as it stands above a question.
import { h } from "./dom.js";
import { picture } from "./sources.js";

const KINDS = { pdf: "PDF", png: "PNG", jpg: "JPG", txt: "TXT", md: "MD", csv: "CSV" };

export function card({ name, id = null, image = false }) {
  if (image && id) {
    return h("span", { class: "group/resource-card picture" },
      h("button", { type: "button", "aria-busy": "false", "aria-label": name, class: "peer/resource-card" },
        picture(id, { alt: name })));
  }
  const kind = KINDS[name.split(".").at(-1).toLowerCase()] ?? "";
  return h("span", { class: "group/resource-card" },
    h("button", { type: "button", "aria-busy": "false", "aria-label": name, class: "peer/resource-card" }),
    h("span", { class: "truncate", title: name }, name), kind && h("span", { class: "truncate kind" }, kind));
}
