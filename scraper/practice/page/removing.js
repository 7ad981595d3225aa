// A conversation is deleted: asked once more in a dialog, then it is gone from the list, and from the page that shows it.
import * as api from "./api.js";
import { action, dialog } from "./overlay.js";
import { t } from "./labels.js";
import { trusted } from "./trusted.js";

export function remove(id, { go, listed }) {
  const close = dialog({
    title: t.removeTitle, text: t.removeText,
    actions: [
      action(t.cancel, () => close()),
      action(t.remove, trusted(async () => {
        close();
        if (!(await api.remove(id))) return;
        if (location.pathname === `/c/${id}`) go("/");
        listed();
      }), "danger", { "data-testid": "delete-conversation-confirm-button" }),
    ],
  });
}
