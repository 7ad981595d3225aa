// The dialogs that come by themselves. Harmless ones can be closed; the others wait for a person.
import { h } from "./dom.js";
import { t } from "./labels.js";
import { action, dialog } from "./overlay.js";
import { close, has } from "./state.js";

const go = (path) => () => location.assign(path);

const DIALOGS = {
  account_locked: () => ({
    ...t.locked, role: "alertdialog", actions: [action(t.locked.secure, go("/auth/login"), "primary")],
  }),
  session_expired: () => ({ ...t.expired, actions: [action(t.logIn, go("/auth/login"), "primary")] }),
  unknown_dialog: () => ({ ...t.news, actions: [action(t.news.agree, () => {}, "primary"), action(t.news.read, () => {})] }),
  too_many_requests: (done) => ({ title: t.limitTitle, text: t.limit, actions: [action(t.gotIt, done, "primary")] }),
  upsell: (done) => ({
    ...t.upsell, close: done, actions: [action(t.upsell.upgrade, () => {}, "primary"), action(t.upsell.later, done)],
  }),
  onboarding: (done) => ({
    ...t.tour, close: done, actions: [action(t.tour.next, () => {}, "primary"), action(t.tour.skip, done)],
  }),
  cookie_banner: (done) => ({
    ...t.cookies, look: "bottom",
    actions: [action(t.cookies.manage, () => {}), action(t.cookies.reject, done), action(t.cookies.accept, done, "primary")],
  }),
};

const STAYS_CLOSED = new Set(["upsell", "onboarding", "cookie_banner"]);
const visible = new Map();
const seen = new Set();

export function show(state) {
  if (visible.has(state)) return;
  seen.add(state);
  visible.set(state, dialog(DIALOGS[state](() => {
    take(state);
    if (STAYS_CLOSED.has(state)) close(state);
  })));
}

function take(state) {
  visible.get(state)?.();
  visible.delete(state);
}

// Brings the dialogs in line with the states; what a person has closed comes back only when it has been gone.
export function sync() {
  for (const state of Object.keys(DIALOGS)) {
    if (!has(state)) {
      if (seen.delete(state)) take(state);
    } else if (!seen.has(state)) show(state);
  }
}

// On some loads the buttons of a guest flash up before the app knows who is there.
export function flicker(header) {
  if (!has("login_flicker")) return () => {};
  const link = (id, label) => h("a", { class: "button", href: "/auth/login", role: "button", "data-testid": id }, label);
  const flash = h("span", {}, link("login-button", t.logIn), link("signup-button", t.signUp));
  header.append(flash);
  return () => flash.remove();
}
