// The files of a question: chips above the editor, each busy until the site has the file.
import * as api from "./api.js";
import { button, h, icon } from "./dom.js";
import { t } from "./labels.js";
import { toast } from "./overlay.js";
import { settings } from "./state.js";

export class Attachments {
  #files = [];

  constructor(changed) {
    this.#changed = changed;
    this.element = h("div", { class: "ComposerLayoutAttachments-kQ2v" });
    const any = this.#input(null, t.files);
    this.inputs = [this.#input("image/*,video/*", t.photosOrVideos), this.#input("image/*", t.photos), any];
    this.choose = () => any.click();
  }

  #changed;

  get empty() {
    return !this.#files.length;
  }

  get busy() {
    return this.#files.some((each) => each.id === null);
  }

  // What has been uploaded, in the order of its chips; the chips are gone afterwards.
  take() {
    const files = this.#files.map(({ id, blob: { name, size, type } }) => ({ id, name, size, mime_type: type, image: type.startsWith("image/") }));
    this.#files = [];
    this.element.replaceChildren();
    return files;
  }

  async add(blob, label = blob.name, remove = t.removeFile(blob.name)) {
    const file = { blob, id: null };
    const drop = () => this.#drop(file);
    const look = `chip group/resource-card${blob.type.startsWith("image/") ? " image" : ""}`;
    const face = blob.type.startsWith("image/") ? h("img", { src: URL.createObjectURL(blob), alt: "" }) : icon("file");
    const open = h("button", { type: "button", "aria-label": label, "aria-busy": "true", class: "peer/resource-card" }, face);
    file.chip = h("span", { class: look }, open, h("span", { class: "truncate", title: label }, label),
      button(remove, "cross", { class: "remove", click: drop }));
    this.#files.push(file);
    this.element.append(file.chip);
    this.#changed();
    const id = settings.upload_fails?.includes(blob.name) ? null : await api.upload(blob);
    if (!this.#files.includes(file)) return;
    if (id === null) {
      drop();
      toast(t.uploadFailed(blob.name));
    } else {
      file.id = id;
      open.setAttribute("aria-busy", "false");
    }
    this.#changed();
  }

  #drop(file) {
    this.#files = this.#files.filter((each) => each !== file);
    file.chip.remove();
    this.#changed();
  }

  // The field is emptied at once: what it holds is no proof of anything.
  #input(accept, label) {
    const input = h("input", { type: "file", class: "hidden", multiple: true, accept, "aria-label": label });
    input.addEventListener("change", () => {
      const chosen = [...input.files];
      input.value = "";
      for (const blob of chosen) this.add(blob);
    });
    return input;
  }
}
