// What an answer refers to: pages on the web, files that it made, pictures.
import { h } from "/cdn/assets/dom.js";
import * as api from "/cdn/assets/api.js";
import { t } from "./labels.js";

// The pill of a citation; a marker that can't be resolved leaves nothing.
export function citation(marker, { references = [] }) {
  const found = references.find((each) => each.matched_text === marker);
  const [first, ...others] = found?.items ?? [];
  if (!first) return "";
  const name = first.attribution || new URL(first.url).hostname;
  return h("span", { "data-state": "closed" }, h("span", { "data-testid": "webpage-citation-pill" },
    h("a", { href: first.url, target: "_blank", rel: "noopener", class: "pill", title: first.title },
      h("span", {}, name), others.length ? h("span", {}, `+${others.length}`) : null)));
}

// A file the answer made: the page asks where it is when somebody clicks.
export function sandboxLink(label, address, { conversation, message }) {
  const path = address.replace("sandbox:", "");
  const fetchIt = async (event) => {
    event.preventDefault();
    const found = await api.madeAt(conversation, message, path);
    if (found) h("a", { href: found, download: path.split("/").at(-1) }).click();
  };
  return h("a", { class: "cursor-pointer decorated-link", href: address, rel: "noopener", click: fetchIt }, label);
}

const fileId = (pointer) => pointer.split("://").at(-1);

// A generated picture: the page asks for its address, which then needs no bearer.
export function picture(part) {
  const id = fileId(part.asset_pointer);
  const shown = h("img", { alt: t.image, width: part.width ?? null, height: part.height ?? null });
  api.fileAt(id).then((found) => { if (found) shown.src = found; });
  return h("div", { class: "group/imagegen-image", id: `image-${id}` }, shown);
}
