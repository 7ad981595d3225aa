// Puts a text into an editor exactly as it is (null: leaves it), and reads back what stands there.
// The page escapes Markdown in what is typed, but not inside the span that it makes itself when plain text is
// pasted (seen 2026-09); so the text goes in as such a span. A plain field takes it as it is.
(editor, text) => {
  if (editor instanceof HTMLTextAreaElement) {
    if (text !== null) {
      editor.focus();
      editor.select();
      document.execCommand(text === "" ? "delete" : "insertText", false, text);
    }
    return editor.value;
  }
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
