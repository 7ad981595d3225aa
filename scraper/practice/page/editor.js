// The prompt editor: a paragraph per line, in Markdown. What is typed is meant literally and gets escaped on the way
// out; what was pasted as plain text sits in a literal span and is taken as it is (observed 2026-09-26).
import { h } from "./dom.js";
import { t } from "./labels.js";
import { settings } from "./state.js";

const LITERAL = "data-prompt-literal-paste";
const TRAILING = "ProseMirror-trailingBreak";

const isTrailing = (node) => node.nodeName === "BR" && node.classList.contains(TRAILING);
const escapeTyped = (text) => settings.escaping === false ? text : text.replace(/[*_\\#`]/g, "\\$&").replaceAll("\n", "\\\n");

function runs(node, literal, found) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) found.push({ text: child.data, literal });
    else if (child.nodeName === "BR") isTrailing(child) || found.push({ text: "\n", literal });
    else runs(child, literal || child.hasAttribute(LITERAL), found);
  }
  return found;
}

function joined(found) {
  const merged = [];
  for (const run of found) {
    const last = merged.at(-1);
    if (last && last.literal === run.literal) last.text += run.text;
    else merged.push({ ...run });
  }
  return merged;
}

const withBreaks = (text) => text.split("\n").flatMap((line, n) => (n ? [h("br"), line] : [line]));

const MARKDOWN = {
  dir: "auto", [settings.renamed_selectors ? "data-prompt-text" : "data-composer-markdown"]: "", "aria-label": t.ask,
};

export class Editor {
  // plain: the older editor, which is no Markdown and takes every text as it is; it knows no literal spans.
  constructor(changed, pastedLong, { attributes = MARKDOWN, placeholder = t.ask, plain = false } = {}) {
    this.#placeholder = placeholder;
    this.#plain = plain;
    this.element = h("div", {
      contenteditable: "true", "aria-multiline": "true", role: "textbox", spellcheck: "true", translate: "no",
      class: "ProseMirror", "data-virtualkeyboard": "true", ...attributes,
    });
    this.tidy();
    this.element.addEventListener("input", () => { this.tidy(); changed(); });
    this.element.addEventListener("beforeinput", (event) => {
      if (event.inputType !== "insertLineBreak") return; // the browser would put in two at the end of a line
      event.preventDefault();
      this.#break();
      changed();
    });
    this.element.addEventListener("paste", (event) => this.#paste(event, pastedLong));
    this.element.addEventListener("focus", () => this.element.classList.add("ProseMirror-focused"));
    this.element.addEventListener("blur", () => this.element.classList.remove("ProseMirror-focused"));
  }

  #placeholder;
  #plain;

  // What it says it is, also while it is empty.
  rename(label) {
    this.#placeholder = label;
    this.element.setAttribute("aria-label", label);
    this.tidy();
  }

  // Paragraphs of runs: what a draft keeps.
  read() {
    return [...this.element.children].map((paragraph) => joined(runs(paragraph, this.#plain, [])));
  }

  // The text that is sent. Nothing is trimmed; a literal text leaves as it came, its last line breaks included.
  prompt() {
    const line = (paragraph) => paragraph.map((run) => (run.literal ? run.text : escapeTyped(run.text))).join("");
    return this.read().map(line).join("\n");
  }

  write(paragraphs) {
    const node = (run) => (run.literal && !this.#plain ? [h("span", { [LITERAL]: "" }, ...withBreaks(run.text))] : withBreaks(run.text));
    this.element.replaceChildren(...paragraphs.map((paragraph) => h("p", {}, ...paragraph.flatMap(node))));
    this.tidy();
  }

  clear() {
    this.write([]);
  }

  focus() {
    this.element.focus();
    getSelection().selectAllChildren(this.element);
    getSelection().collapseToEnd();
  }

  // Brings whatever the browser has made of the content back into shape.
  tidy() {
    this.#wrapStrays();
    const foreign = this.element.querySelectorAll(`p :not(br${this.#plain ? "" : `, span[${LITERAL}]`})`);
    for (const element of foreign) element.replaceWith(...element.childNodes);
    if (!this.element.children.length) this.element.append(h("p"));
    const only = this.element.children.length === 1;
    for (const paragraph of this.element.children) this.#tidyParagraph(paragraph, only);
  }

  #wrapStrays() {
    let open = null;
    for (const child of [...this.element.childNodes]) {
      if (child.nodeName === "P") open = null;
      else if (child.nodeName === "DIV") child.replaceWith(h("p", {}, ...child.childNodes));
      else if (open) open.append(child);
      else {
        open = h("p");
        child.replaceWith(open);
        open.append(child);
      }
    }
    const { anchorNode } = getSelection();
    if (anchorNode === this.element && this.element.lastChild) {
      getSelection().selectAllChildren(this.element.lastChild);
      getSelection().collapseToEnd();
    }
  }

  #tidyParagraph(paragraph, only) {
    const text = runs(paragraph, false, []).map((run) => run.text).join("");
    const [head, ...others] = paragraph.childNodes;
    const filler = text === "\n" && head.nodeName === "BR" && !others.length; // the browser's own, in an emptied line
    const empty = text === "" || filler;
    if (empty) {
      if (!head || others.length || !isTrailing(head)) paragraph.replaceChildren(h("br", { class: TRAILING }));
    } else {
      const needed = text.endsWith("\n");
      for (const each of paragraph.querySelectorAll(`br.${TRAILING}`)) if (!needed || each !== paragraph.lastChild) each.remove();
      if (needed && !isTrailing(paragraph.lastChild)) paragraph.append(h("br", { class: TRAILING }));
    }
    const first = empty && only;
    if (empty) paragraph.setAttribute("data-empty-paragraph", "true");
    else paragraph.removeAttribute("data-empty-paragraph");
    paragraph.classList.toggle("placeholder", first);
    if (!paragraph.className) paragraph.removeAttribute("class");
    if (first) paragraph.setAttribute("data-placeholder", this.#placeholder);
    else paragraph.removeAttribute("data-placeholder");
  }

  #break() {
    const range = getSelection().getRangeAt(0);
    const line = h("br");
    range.deleteContents();
    range.insertNode(line);
    range.setStartAfter(line);
    range.collapse(true);
    this.tidy();
  }

  #paste(event, pastedLong) {
    const text = event.clipboardData.getData("text/plain").replaceAll("\r\n", "\n");
    event.preventDefault();
    if (text.length > 10000) return pastedLong(text);
    if (this.#plain) return document.execCommand("insertText", false, text);
    return this.paste(text);
  }

  // As the page takes a plain text: literally.
  paste(text) {
    const span = h("span", { [LITERAL]: "" }, ...withBreaks(text));
    return document.execCommand("insertHTML", false, span.outerHTML);
  }
}
