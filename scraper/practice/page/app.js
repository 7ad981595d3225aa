// The shell: the address, the frame around, and the pages, of which one is shown and the earlier ones stay hidden.
import * as api from "./api.js";
import { h, sleep } from "./dom.js";
import { t } from "./labels.js";
import { toast } from "./overlay.js";
import * as models from "./models.js";
import { Sidebar } from "./sidebar.js";
import * as state from "./state.js";
import { Page } from "./thread.js";
import { Titlebar } from "./titlebar.js";
import * as walls from "./walls.js";

const LEFT_BEHIND = 4;
const SLOW_STUB = 3; // seconds more
const FLASH = 0.8;
const { settings } = state;
const main = document.querySelector("main");
const status = document.querySelector('#root > span[role="status"][aria-live="polite"]');
const sidebar = new Sidebar(document.querySelector("nav.sidebar"), { go, renamed });
const titlebar = new Titlebar({ go, renamed });
let page = null;

const shell = {
  began(begun) {
    history.pushState(null, "", `/c/local-chatgpt%3A${crypto.randomUUID()}`);
    titlebar.show({ temporary: begun.temporary, begun: true });
  },
  async known(known) {
    if (known.temporary) return;
    await sleep(settings.settle);
    if (page !== known) return;
    main.insertBefore(known.frozen(), known.element);
    forget();
    history.replaceState(null, "", `/c/${known.id}`);
    titlebar.show({ id: known.id, temporary: false, begun: true });
    sidebar.refresh();
  },
  titled(title) {
    document.title = title;
    titlebar.titled(title);
  },
  announced(text) { status.textContent = text; },
  listed() { sidebar.refresh(); },
  fresh() { go("/"); },
};

function renamed(id, title) {
  if (page?.id === id) shell.titled(title);
  sidebar.refresh();
}

function forget() {
  for (const old of [...main.querySelectorAll('[data-app-shell-active-page="false"]')].slice(0, -LEFT_BEHIND)) old.remove();
}

function route({ pathname, search }) {
  const id = /^\/c\/([^/]+)$/.exec(pathname)?.[1];
  if (id) return { id: decodeURIComponent(id) };
  return { temporary: state.has("temporary_only") || new URLSearchParams(search).get("temporary-chat") === "true" };
}

async function show(address, typed = null) {
  page?.leave();
  const shown = new Page({ ...route(address), poll: settings.poll }, shell);
  page = shown;
  main.append(shown.element);
  forget();
  titlebar.show({ id: shown.id, temporary: shown.temporary, begun: shown.id !== null });
  document.title = shown.temporary ? "Temporary Chat" : "ChatGPT";
  api.init(shown.id).then((said) => shown.limited(said));
  if (shown.id && !(await shown.load())) return lost(shown);
  await shown.composer.restore(typed?.text);
  if (!shown.id && (typed === null || typed.focused)) shown.composer.editor.focus();
}

async function lost(shown) {
  if (page !== shown) return;
  history.replaceState(null, "", "/");
  toast(t.unable(shown.id));
  shown.element.remove();
  page = null;
  await show(location);
}

function go(path) {
  history.pushState(null, "", path);
  show(location);
}

// Until the app has taken over, a plain field takes what is typed; it is handed on to the real one.
function handOver() {
  const stub = main.querySelector(".stub");
  const field = stub?.querySelector("textarea");
  const typed = field ? { text: field.value, focused: document.activeElement === field } : null;
  stub?.remove();
  return typed;
}

async function start() {
  main.querySelector(".stub form")?.addEventListener("submit", (event) => event.preventDefault());
  main.prepend(titlebar.element);
  api.onLimit(() => walls.show("too_many_requests"));
  api.onExpired(() => walls.show("session_expired"));
  window.addEventListener("popstate", () => show(location));
  const flicker = walls.flicker(titlebar.end);
  const pause = settings.hydration + (state.has("stub_slow") ? SLOW_STUB : 0) + (state.has("login_flicker") ? FLASH : 0);
  const [found] = await Promise.all([api.session(), sleep(pause)]);
  flicker();
  if (!found.user) return location.reload();
  Promise.all([api.me(), api.accounts()]);
  api.models().then((listing) => models.offer(listing, new URLSearchParams(location.search).get("model")));
  sidebar.refresh();
  state.onChange(() => { walls.sync(); page?.sync(); });
  walls.sync();
  return show(location, handOver());
}

await start();
