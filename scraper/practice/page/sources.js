// What an answer refers to: pages on the web, files that it has made, pictures.
import * as api from "./api.js";
import { h } from "./dom.js";
import { t } from "./labels.js";

// A citation by its marker; one that can't be resolved leaves nothing.
export function citation(marker, { references = [] }) {
  const [first, ...others] = references.find((each) => each.matched_text === marker)?.items ?? [];
  if (!first) return "";
  const name = first.attribution || new URL(first.url).hostname;
  return h("a", {
    "data-testid": "chatgpt-citation", "aria-label": `${first.title}, ${first.url}`, href: first.url, target: "_blank",
    rel: "noopener", class: "chatgpt-citation",
  }, others.length ? `${name} +${others.length}` : name);
}

// A file that the answer has made: where it is, the page asks when somebody clicks.
export function madeFile(label, address, { conversation, message }) {
  const path = address.replace("sandbox:", "");
  const fetched = async (event) => {
    event.preventDefault();
    const found = await api.madeAt(conversation, message, path);
    if (found) h("a", { href: found, download: path.split("/").at(-1) }).click();
  };
  return h("a", { href: address, class: "file-link", click: fetched }, label);
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
