// The shell: the address, the sidebar, and the pages, of which one is shown and the earlier ones stay hidden.
import * as api from "./api.js";
import { button, h, sleep } from "./dom.js";
import { t } from "./labels.js";
import { Page } from "./thread.js";

const LEFT_BEHIND = 4;
const delays = JSON.parse(document.querySelector("#client-bootstrap").textContent);
const main = document.querySelector("main");
const sidebar = document.querySelector("nav.sidebar");
const status = document.querySelector('#root > span[role="status"][aria-live="polite"]');
let page = null;

const shell = {
  began() {
    history.pushState(null, "", `/c/local-chatgpt%3A${crypto.randomUUID()}`);
  },
  async known(known) {
    if (known.temporary) return;
    await sleep(delays.settle);
    if (page !== known) return;
    main.insertBefore(known.frozen(), known.element);
    forget();
    history.replaceState(null, "", `/c/${known.id}`);
    shell.listed();
  },
  titled(title) { document.title = title; },
  announced(text) { status.textContent = text; },
  async listed() { fill(await api.conversations()); },
};

function forget() {
  for (const old of [...main.querySelectorAll('[data-app-shell-active-page="false"]')].slice(0, -LEFT_BEHIND)) old.remove();
}

function route({ pathname, search }) {
  const id = /^\/c\/([^/]+)$/.exec(pathname)?.[1];
  return id ? { id: decodeURIComponent(id) } : { temporary: new URLSearchParams(search).get("temporary-chat") === "true" };
}

async function show(address, typed = null) {
  page?.leave();
  const shown = new Page({ ...route(address), poll: delays.poll }, shell);
  page = shown;
  main.append(shown.element);
  forget();
  document.title = shown.temporary ? "Temporary Chat" : "ChatGPT";
  api.init(shown.id);
  if (shown.id && !(await shown.load())) {
    if (page !== shown) return;
    history.replaceState(null, "", "/");
    toast(t.unable(shown.id));
    shown.element.remove();
    page = null;
    await show(location);
    return;
  }
  await shown.composer.restore(typed?.text);
  if (!shown.id && (typed === null || typed.focused)) shown.composer.editor.focus();
}

function go(path) {
  history.pushState(null, "", path);
  show(location);
}

function link(path) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(path);
  };
}

function fill(items) {
  const rows = items.map(({ id, title }) => {
    const path = `/c/${id}`;
    const attributes = { href: path, "data-interactive-row-link": "", "aria-label": title, click: link(path) };
    return h("a", attributes, h("span", { "data-thread-title": "" }, title));
  });
  sidebar.querySelector("[data-sidebar-project-container-id]").replaceChildren(...rows);
}

function furnish() {
  const fresh = h("button", { type: "button", "aria-label": t.newChat, class: "new-chat", click: () => go("/") }, t.newChat);
  const list = h("div", { "data-sidebar-project-container-id": "chats" });
  sidebar.append(h("strong", {}, "ChatGPT"), fresh, h("h2", {}, t.sidebar), list);
  const slot = (side, ...children) =>
    h("div", { "data-test-id": "header-shell-slot", "data-app-shell-header-slot": side }, ...children);
  main.prepend(h("header", { "data-app-shell-titlebar": "true", dir: "ltr" },
    slot("start", button(t.newChat, "pencil", { click: () => go("/") })),
    slot("end", button(t.temporary, "dots", { click: () => go("/?temporary-chat=true") }))));
}

function toast(text) {
  const shown = h("div", { class: "toast" }, text);
  document.querySelector(".codex-toast-area > section").append(shown);
  setTimeout(() => shown.remove(), 8000);
}

function limited() {
  if (document.querySelector('[role="dialog"]')) return;
  const close = () => layer.remove();
  const dialog = h("div", { role: "dialog", "aria-modal": "true", "aria-label": t.limitTitle },
    h("h2", {}, t.limitTitle), h("p", {}, t.limit),
    h("button", { type: "button", class: "button primary", click: close }, t.gotIt));
  const layer = h("div", { class: "overlay" }, dialog);
  document.body.append(layer);
}

// Until the app has taken over, a plain field takes what is typed; it is handed on to the real one.
function handOver() {
  const stub = main.querySelector(".stub");
  const field = stub?.querySelector("textarea");
  const typed = field ? { text: field.value, focused: document.activeElement === field } : null;
  stub?.remove();
  return typed;
}

main.querySelector(".stub form")?.addEventListener("submit", (event) => event.preventDefault());
api.onLimit(limited);
window.addEventListener("popstate", () => show(location));
furnish();
const [found] = await Promise.all([api.session(), sleep(delays.hydration)]);
if (!found.user) location.reload();
else {
  Promise.all([api.me(), api.models(), api.accounts()]);
  shell.listed();
  await show(location, handOver());
}
