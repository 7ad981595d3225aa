// The form in which a question that was sent is written anew; it has an editor of its own.
import { h } from "./dom.js";
import { Editor } from "./editor.js";
import { t } from "./labels.js";
import { trusted } from "./trusted.js";

export function editForm(text, { done, cancel }) {
  const send = h("button", { type: "submit", class: "button primary" }, t.send);
  const editor = new Editor(() => { send.disabled = editor.prompt().trim() === ""; }, (long) => editor.paste(long));
  editor.rename(t.editMessage);
  editor.write([[{ text, literal: true }]]);
  send.addEventListener("click", trusted(() => done(editor.prompt())));
  const form = h("form", {}, editor.element,
    h("div", { class: "actions" }, h("button", { type: "button", class: "button", click: cancel }, t.cancel), send));
  form.addEventListener("submit", (event) => event.preventDefault());
  return { form, editor };
}
