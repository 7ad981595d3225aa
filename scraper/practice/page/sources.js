// What an answer refers to: pages on the web, files that it has made, pictures.
import * as api from "./api.js";
import { h } from "./dom.js";
import { t } from "./labels.js";

// A citation by its marker, as `draw` draws it; one that can't be resolved leaves nothing.
export function resolved(marker, { references = [] }, draw) {
  const [first, ...others] = references.find((each) => each.matched_text === marker)?.items ?? [];
  return first ? draw(first, first.attribution || new URL(first.url).hostname, others.length) : "";
}

export const citation = (marker, context) => resolved(marker, context, ({ title, url }, name, more) => h("a", {
  "data-testid": "chatgpt-citation", "aria-label": `${title}, ${url}`, href: url, target: "_blank", rel: "noopener",
  class: "chatgpt-citation",
}, more ? `${name} +${more}` : name));

// A file that the answer has made: where it is, the page asks when somebody clicks.
export function madeFile(label, address, { conversation, message }, look = { class: "file-link" }) {
  const path = address.replace("sandbox:", "");
  const fetched = async (event) => {
    event.preventDefault();
    const found = await api.madeAt(conversation, message, path);
    if (found) h("a", { href: found, download: path.split("/").at(-1) }).click();
  };
  return h("a", { href: address, ...look, click: fetched }, label);
}

export const pointers = ({ parts }) => (parts ?? []).filter((part) => part?.asset_pointer).map((part) => part.asset_pointer.split("//")[1]);

// A picture by its id; its address, which needs no bearer, the page has to ask for.
export function picture(id, attributes = {}) {
  const shown = h("img", attributes);
  api.fileAt(id).then((found) => { if (found) shown.src = found; });
  return shown;
}

export const generated = (ids) => h("div", { role: "group", "aria-label": t.generatedImages, class: "generated" },
  ...ids.map((id) => h("div", { "data-testid": "generated-image-preview" }, picture(id, { alt: t.generatedImage }))));
