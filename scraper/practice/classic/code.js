// A block of code: a viewer that, on some days, has only those of its lines in the page that are on the screen.
import { h } from "/cdn/assets/dom.js";
import { settings } from "/cdn/assets/state.js";
import { t } from "./labels.js";

const LINE = 21; // px
const TOKEN = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\b(def|return|for|in|while|const|class|import|if|else|SELECT|FROM|WHERE|GROUP BY|do|done)\b|(\d+)/g;
const LOOK = { 1: "ͼl", 2: "ͼg", 3: "ͼk" };

function tokens(source) {
  const nodes = [];
  let at = 0;
  for (const found of source.matchAll(TOKEN)) {
    if (found.index > at) nodes.push(source.slice(at, found.index));
    nodes.push(h("span", { class: LOOK[[1, 2, 3].find((group) => found[group] !== undefined)] }, found[0]));
    at = found.index + found[0].length;
  }
  return [...nodes, source.slice(at)];
}

// The whole source as one text.
function whole(source) {
  return h("pre", { class: "cm-content q9Readonly m-0" }, h("code", {}, ...tokens(source)));
}

const gap = (lines) => (lines > 0 ? [h("div", { class: "cm-gap", style: `height:${lines * LINE}px` })] : []);

// An editor that draws a window of its lines and leaves gaps for the others.
function windowed(source, size) {
  const lines = source.split("\n");
  const content = h("div", { class: "cm-content", role: "textbox", "aria-multiline": "true", contenteditable: "true", spellcheck: "false", translate: "no" });
  const draw = (first) => content.replaceChildren(...gap(first),
    ...lines.slice(first, first + size).map((line) => h("div", { class: "cm-line" }, ...(line ? tokens(line) : [h("br")]))),
    ...gap(lines.length - first - size));
  const scroller = h("div", { class: "cm-scroller windowed", style: `max-height:${size * LINE}px`, scroll: () => {
    draw(Math.max(0, Math.min(lines.length - size, Math.floor(scroller.scrollTop / LINE))));
  } }, content);
  draw(0);
  return scroller;
}

const titled = (language) => language && language[0].toUpperCase() + language.slice(1);

export function codeBlock(language, source, place) {
  const size = settings.code_lines ?? null;
  const scroller = size && source.split("\n").length > size ? windowed(source, size) : h("div", { class: "cm-scroller" }, whole(source));
  const bar = h("div", { class: "code-bar select-none" }, h("div", {}, titled(language)), h("div", {},
    h("button", { type: "button", "aria-label": t.copyCode, "data-state": "closed", click: () => navigator.clipboard.writeText(source) }, t.copyCode),
    h("button", { type: "button", class: "btn", "aria-label": t.runCode }, t.runCode)));
  return h("pre", { class: "overflow-visible! px-0!", ...place }, h("div", { class: "code relative w-full" }, bar,
    h("div", { id: "code-block-viewer", dir: "ltr", class: "q9Viewer cm-editor" }, scroller)));
}
