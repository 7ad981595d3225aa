// The classic page's frame: the address, the sidebar, the header, and the one conversation that is open.
import * as api from "/cdn/assets/api.js";
import { h, sleep } from "/cdn/assets/dom.js";
import { shut } from "/cdn/assets/menu.js";
import { toast } from "/cdn/assets/overlay.js";
import * as models from "/cdn/assets/models.js";
import * as state from "/cdn/assets/state.js";
import * as walls from "/cdn/assets/walls.js";
import { Header } from "./header.js";
import { t } from "./labels.js";
import { Sidebar } from "./sidebar.js";
import { Thread } from "./thread.js";

const SLOW = 3; // seconds more
const FLASH = 0.8;
const { settings } = state;
const holder = document.querySelector("#thread > .composer-parent");
const root = document.querySelector("[data-scroll-root]");
const polite = document.querySelector("#aria-notify-live-region-polite > span");
const hinted = new URLSearchParams(location.search).get("model");
let thread = null;

const sidebar = new Sidebar(document.querySelector("#stage-slideover-sidebar"), { go, renamed: (id, title) => {
  if (thread?.id === id) document.title = title;
} });
const header = new Header(document.querySelector("#page-header"), { go, rename: (id) => sidebar.edit(id), redraw: () => show(location) });

const app = {
  began(begun) {
    holder.classList.remove("home");
    if (!begun.temporary) history.pushState(null, "", `/c/WEB:${begun.request}`);
    head();
  },
  async known(known) {
    if (known.temporary) return;
    await sleep(settings.settle);
    if (thread !== known) return;
    history.replaceState(null, "", `/c/${known.id}`);
    head();
    sidebar.refresh();
  },
  titled(title) { if (!thread.temporary) document.title = title; },
  announced(text) { polite.textContent = text; },
  listed() { sidebar.refresh(); },
  fresh() { go("/"); },
};

const head = () => header.show({ id: thread.id, temporary: thread.temporary, begun: thread.begun });

function route({ pathname, search }) {
  const id = /^\/c\/([^/]+)$/.exec(pathname)?.[1];
  if (id) return { id: decodeURIComponent(id) };
  return { temporary: state.has("temporary_only") || new URLSearchParams(search).get("temporary-chat") === "true" };
}

async function show(address, typed = null) {
  thread?.leave();
  shut();
  const shown = new Thread(route(address), root, app);
  thread = shown;
  holder.classList.toggle("home", shown.id === null);
  holder.replaceChildren(...shown.elements);
  head();
  document.title = shown.temporary ? "Temporary Chat" : "ChatGPT";
  api.init(shown.id).then((said) => shown.limited(said));
  if (shown.id && !(await shown.load())) return lost(shown);
  await shown.composer.restore(typed?.text);
  if (!shown.id && (typed === null || typed.focused)) shown.composer.editor.focus();
}

async function lost(shown) {
  if (thread !== shown) return;
  history.replaceState(null, "", "/");
  toast(t.unable(shown.id));
  await show(location);
}

function go(path) {
  history.pushState(null, "", path);
  show(location);
}

// Until the app has taken over, a plain field takes what is typed; it becomes the hidden one beside the real one.
function handOver() {
  const field = holder.querySelector("form > textarea");
  return field ? { text: field.value, focused: document.activeElement === field } : null;
}

async function start() {
  holder.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
  api.onLimit(() => walls.show("too_many_requests"));
  api.onExpired(() => walls.show("session_expired"));
  window.addEventListener("popstate", () => show(location));
  header.show({});
  const flicker = walls.flicker(header.end);
  const pause = settings.hydration + (state.has("stub_slow") ? SLOW : 0) + (state.has("login_flicker") ? FLASH : 0);
  const [found] = await Promise.all([api.session(), sleep(pause)]);
  flicker();
  if (!found.user) return location.reload();
  Promise.all([api.me(), api.accounts()]);
  api.models().then((listing) => models.offer(listing, hinted));
  sidebar.refresh();
  state.onChange(() => { walls.sync(); thread?.sync(); });
  walls.sync();
  if (!state.has("onboarding")) document.body.append(h("span", { "data-testid": "blocking-initial-modals-done", class: "hidden" }));
  return show(location, handOver());
}

await start();
