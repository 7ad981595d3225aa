// Banners above the composer: a limit that is reached, a conversation that is full.
import { t } from "./labels.js";
import { action, banner } from "./overlay.js";

const LANG = document.documentElement.lang;

const clock = (time) => new Intl.DateTimeFormat(LANG, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));

export function cap(resetsAfter) {
  const { title, text } = resetsAfter ? t.cap(clock(resetsAfter)) : t.capNoTime;
  return banner(title, text, action(t.upgradeToContinue, () => {}));
}

export const full = (start) => banner(t.full.title, t.full.text, action(t.full.start, start, "primary"));

// When the page's own call said that nothing can be sent for now, until when; null when one can.
export function blocked(said) {
  const found = (said?.blocked_features ?? []).find(({ name }) => name === "send");
  return found ? { until: found.resets_after ?? null } : null;
}
