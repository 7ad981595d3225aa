// What an answer refers to, as the classic page shows it: pages on the web, files that it made, pictures.
import { h } from "/cdn/assets/dom.js";
import * as shared from "/cdn/assets/sources.js";
import { t } from "./labels.js";

export const citation = (marker, context) => shared.resolved(marker, context, ({ title, url }, name, more) =>
  h("span", { "data-state": "closed" }, h("span", { "data-testid": "webpage-citation-pill" },
    h("a", { href: url, target: "_blank", rel: "noopener", class: "pill", title },
      h("span", {}, name), more ? h("span", {}, `+${more}`) : null))));

export const madeFile = (label, address, context) =>
  shared.madeFile(label, address, context, { class: "cursor-pointer decorated-link", rel: "noopener" });

export function picture({ asset_pointer: pointer, width = null, height = null }) {
  const id = pointer.split("://").at(-1);
  return h("div", { class: "group/imagegen-image", id: `image-${id}` }, shared.picture(id, { alt: t.image, width, height }));
}
