// Markdown as the classic page draws it: blocks and marks that say where in the source they stand. Builds nodes only.
import { h } from "/cdn/assets/dom.js";
import { codeBlock } from "./code.js";
import { citation, madeFile } from "./sources.js";

const INLINE = new RegExp([
  "`([^`\\n]+)`", "\\*\\*(.+?)\\*\\*", "\\*([^*\\n]+)\\*", "\\[([^\\]\\n]+)\\]\\(((?:https?:\\/\\/|sandbox:)[^)\\s]+)\\)",
  "\\\\\\((.+?)\\\\\\)", "(\uE200[^\uE201]*\uE201)", "\\\\([\\\\`*_{}[\\]#+\\-.!|])",
].join("|"), "g");

const LINK = { class: "decorated-link", rel: "noopener", target: "_new" };
const span = (at, text) => ({ "data-start": at, "data-end": at + text.length });

function formula(source, display) {
  const annotation = document.createElementNS("http://www.w3.org/1998/Math/MathML", "annotation");
  annotation.setAttribute("encoding", "application/x-tex");
  annotation.textContent = source;
  const shown = h("span", { class: "katex" }, h("span", { class: "katex-mathml" }, annotation),
    h("span", { class: "katex-html", "aria-hidden": "true" }, source));
  return display ? h("span", { class: "katex-display" }, shown) : shown;
}

function mark([whole, code, strong, soft, label, link, tex, cite, escaped], at, context) {
  if (code !== undefined) return h("code", span(at, whole), code);
  if (strong !== undefined) return h("strong", span(at, whole), ...inline(strong, at + 2, context));
  if (soft !== undefined) return h("em", span(at, whole), ...inline(soft, at + 1, context));
  if (link?.startsWith("sandbox:")) return madeFile(label, link, context);
  if (label !== undefined) return h("a", { ...span(at, whole), ...LINK, href: link }, label);
  if (tex !== undefined) return formula(tex, false);
  return cite === undefined ? escaped : citation(cite, context);
}

function inline(text, start, context) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(text.slice(at, found.index), mark(found, start + found.index, context));
    at = found.index + found[0].length;
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== "");
}

const cells = (row) => row.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());

function table(head, rows, place, context) {
  const line = (tag) => (row) => h("tr", {}, ...cells(row).map((cell) => h(tag, {}, ...inline(cell, place["data-start"], context))));
  return h("div", { class: "tableContainer" }, h("table", { class: "w-fit", ...place },
    h("thead", {}, line("th")(head)), h("tbody", {}, ...rows.map(line("td")))));
}

const ITEM = /^\s*(?:[-*+]|\d+\.)\s+(.*)$/;
const BLOCK = /^(?:#{1,6}\s|```|~~~|>|\s*(?:[-*+]|\d+\.)\s|\||---+$|\\\[)/;

// The lines of a text, each with its place in the whole.
class Lines {
  constructor(text, at) {
    this.rest = text.split("\n").map((line) => ({ line, at, next: (at += line.length + 1) }));
  }

  get more() {
    return this.rest.length > 0;
  }

  peek() {
    return this.rest[0]?.line ?? "";
  }

  shift() {
    const { line, at, next } = this.rest.shift();
    this.end = next - 1;
    return { line, at };
  }

  take(test) {
    const taken = [];
    while (this.more && test(this.peek())) taken.push(this.shift().line);
    return taken;
  }
}

function list(line, at, lines, context) {
  const items = [line, ...lines.take((next) => ITEM.test(next))];
  let place = at;
  const rows = items.map((item) => {
    const [text, where] = [ITEM.exec(item)[1], place];
    place += item.length + 1;
    const inner = where + item.length - text.length;
    return h("li", span(where, item), h("p", span(inner, text), ...inline(text, inner, context)));
  });
  return h(/^\s*\d/.test(line) ? "ol" : "ul", { "data-start": at, "data-end": lines.end }, ...rows);
}

function block(lines, context) {
  const { line, at } = lines.shift();
  const place = () => ({ "data-start": at, "data-end": lines.end });
  const fence = /^(```+|~~~+)\s*([\w+#-]*)/.exec(line);
  if (fence) {
    const body = lines.take((next) => !next.startsWith(fence[1]));
    if (lines.more) lines.shift();
    return codeBlock(fence[2], body.join("\n"), place());
  }
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) return h(`h${heading[1].length}`, place(), ...inline(heading[2], at + heading[1].length + 1, context));
  if (/^---+$/.test(line)) return h("hr", place());
  if (line.startsWith("\\[")) {
    const body = line.includes("\\]") ? [line] : [line, ...lines.take((next) => !next.includes("\\]")), ...(lines.more ? [lines.shift().line] : [])];
    return formula(body.join("\n").replace(/^\\\[|\\\]\s*$/g, "").trim(), true);
  }
  if (line.startsWith(">")) {
    const quoted = [line, ...lines.take((next) => next.startsWith(">"))].map((each) => each.replace(/^> ?/, ""));
    return h("blockquote", place(), ...blocks(quoted.join("\n"), at, context));
  }
  if (line.startsWith("|") && /^\|?[\s:|-]+\|?$/.test(lines.peek())) {
    lines.shift();
    const rows = lines.take((next) => next.startsWith("|"));
    return table(line, rows, place(), context);
  }
  if (ITEM.test(line)) return list(line, at, lines, context);
  const text = [line, ...lines.take((next) => next.trim() !== "" && !BLOCK.test(next))].join("\n");
  return h("p", { "data-start": at, "data-end": at + text.length }, ...inline(text, at, context));
}

function blocks(text, at, context) {
  const lines = new Lines(text, at);
  const nodes = [];
  while (lines.more) {
    if (lines.peek().trim() === "") lines.shift();
    else nodes.push(block(lines, context));
  }
  return nodes;
}

// context: what the text refers to; see sources.js.
export function markdown(text, context) {
  const nodes = blocks(text, 0, context);
  nodes.at(-1)?.setAttribute?.("data-is-last-node", "");
  if (nodes.length === 1) nodes[0].setAttribute?.("data-is-only-node", "");
  return nodes;
}
