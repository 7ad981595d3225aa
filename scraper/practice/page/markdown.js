// A simple rendering of Markdown that, like the real one, does not keep everything. Builds nodes, never HTML.
import { button, h } from "./dom.js";
import { t } from "./labels.js";
import { citation, madeFile } from "./sources.js";
import { settings } from "./state.js";

const INLINE = /`([^`\n]+)`|\*\*(.+?)\*\*|\*([^*\n]+)\*|\[([^\]\n]+)\]\(((?:https?:\/\/|sandbox:)[^)\s]+)\)|(\uE200[^\uE201]*\uE201)|\\([\\`*_{}[\]()#+\-.!|])/g;

const INLINE_CODE = { "data-markdown-copy": "inline-code", class: "inline-markdown", dir: "ltr" };

function inline(text, context) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > at) nodes.push(h("span", {}, text.slice(at, found.index)));
    at = found.index + found[0].length;
    const [, code, strong, soft, label, link, cited, escaped] = found;
    if (code !== undefined) nodes.push(h("span", INLINE_CODE, code));
    else if (strong !== undefined) nodes.push(h("strong", {}, ...inline(strong, context)));
    else if (soft !== undefined) nodes.push(h("em", {}, ...inline(soft, context)));
    else if (link?.startsWith("sandbox:")) nodes.push(madeFile(label, link, context));
    else if (cited !== undefined) nodes.push(citation(cited, context));
    else if (label !== undefined) nodes.push(h("a", { href: link, target: "_blank", rel: "noopener" }, label));
    else nodes.push(escaped);
  }
  if (at < text.length) nodes.push(h("span", {}, text.slice(at)));
  return nodes;
}

// Finished code is an editor of its own: not every editable text box is the composer.
const EDITOR = { contenteditable: "true", role: "textbox", class: "code-editor", spellcheck: "false" };

// Of a long code only the first lines are in the document; a gap stands for the others.
function drawn(source) {
  const lines = source.split("\n");
  const most = settings.code_lines ?? Infinity;
  if (lines.length <= most) return [source];
  const gap = h("div", { class: "cm-gap", contenteditable: "false", style: `height:${(lines.length - most) * 21}px` });
  return [...lines.slice(0, most).map((line) => h("div", { class: "cm-line" }, line || h("br"))), gap];
}

function codeBlock(language, source, finished) {
  const bar = h("div", { "data-markdown-copy": "exclude", class: "code-bar" }, h("span", {}, language), button(t.copy, "copy"));
  const body = finished
    ? h("div", { ...EDITOR, "aria-label": t.editCode, "data-language": language }, ...drawn(source))
    : h("pre", {}, h("code", { class: "whitespace-pre!" }, source));
  return h("div", { "data-markdown-copy": "code-block", class: "code-block" }, bar, body);
}

const cells = (row) => row.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());

function table(head, rows, context) {
  const line = (tag) => (row) => h("tr", {}, ...cells(row).map((cell) => h(tag, {}, ...inline(cell, context))));
  const bar = h("div", { "data-markdown-copy": "exclude", class: "table-bar" }, button(t.copyTable, "copy"));
  return h("div", { class: "table" }, h("table", {}, h("thead", {}, line("th")(head)), h("tbody", {}, ...rows.map(line("td")))), bar);
}

const ITEM = /^\s*(?:[-*+]|\d+\.)\s+(.*)$/;
const BLOCK = /^(?:#{1,6}\s|```|~~~|>|\s*(?:[-*+]|\d+\.)\s|\||---+$)/;

function take(lines, test) {
  const taken = [];
  while (lines.length && test(lines[0])) taken.push(lines.shift());
  return taken;
}

function block(lines, finished, context) {
  const line = lines.shift();
  const fence = /^(```+|~~~+)\s*([\w+#-]*)/.exec(line);
  if (fence) {
    const body = take(lines, (next) => !next.startsWith(fence[1]));
    const closed = lines.shift() !== undefined;
    return codeBlock(fence[2], body.join("\n"), closed && finished);
  }
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) return h(`h${heading[1].length}`, {}, ...inline(heading[2], context));
  if (/^---+$/.test(line)) return h("hr");
  if (line.startsWith(">")) {
    const quoted = [line, ...take(lines, (next) => next.startsWith(">"))].map((each) => each.replace(/^> ?/, ""));
    return h("blockquote", {}, ...blocks(quoted, finished, context));
  }
  if (line.startsWith("|") && /^\|?[\s:|-]+\|?$/.test(lines[0] ?? "")) {
    lines.shift();
    return table(line, take(lines, (next) => next.startsWith("|")), context);
  }
  if (ITEM.test(line)) {
    const items = [line, ...take(lines, (next) => ITEM.test(next))];
    return h(/^\s*\d/.test(line) ? "ol" : "ul", {}, ...items.map((item) => h("li", {}, ...inline(ITEM.exec(item)[1], context))));
  }
  const text = [line, ...take(lines, (next) => next.trim() !== "" && !BLOCK.test(next))];
  return h("p", { dir: "auto" }, ...inline(text.join(" "), context));
}

function blocks(lines, finished, context) {
  const nodes = [];
  while (lines.length) {
    if (lines[0].trim() === "") lines.shift();
    else nodes.push(block(lines, finished, context));
  }
  return nodes;
}

// context: what citations and links in it lead to.
export const markdown = (text, finished, context = {}) => blocks(text.split("\n"), finished, context);
