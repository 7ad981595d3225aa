// A field for a new name: Enter or going elsewhere keeps it, Escape does not.
import { h } from "./dom.js";
import { t } from "./labels.js";

export function nameField(title, done) {
  const field = h("input", { type: "text", class: "name-field", "aria-label": t.rename });
  field.value = title;
  let over = false;
  const close = (keep) => {
    if (over) return;
    over = true;
    const wanted = field.value.trim();
    done(keep && wanted && wanted !== title ? wanted : null);
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) close(true);
    if (event.key === "Escape") close(false);
    event.stopPropagation();
  });
  field.addEventListener("blur", () => close(true));
  requestAnimationFrame(() => { field.focus(); field.select(); });
  return field;
}
