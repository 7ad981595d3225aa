// Puts a text into the composer exactly as it is, and reads back what stands there.
// The page escapes Markdown in what is typed, but not inside the span that it makes itself when plain text is
// pasted (seen 2026-09); so the text goes in as such a span.
({ selector, text }) => {
  const editor = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
  if (!editor) return null;
  const escaped = (line) => line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  if (text !== null) {
    editor.focus();
    document.getSelection().selectAllChildren(editor);
    document.execCommand("delete");
    if (text !== "") {
      const lines = text.split("\n").map(escaped).join("<br>");
      document.execCommand("insertHTML", false, `<span data-prompt-literal-paste="">${lines}</span>`);
    }
  }
  const block = (node) => ["P", "DIV", "LI", "PRE"].includes(node.nodeName);
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeName === "BR") return node.classList.contains("ProseMirror-trailingBreak") ? "" : "\n";
    const children = [...node.childNodes];
    if (block(node) && children.length === 1 && children[0].nodeName === "BR") return "";
    return children.map((child, n) => (block(child) && n > 0 ? "\n" : "") + read(child)).join("");
  };
  return read(editor);
}
