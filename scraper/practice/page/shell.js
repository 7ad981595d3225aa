// What is around a conversation on the page of either generation: its address, and what is told of it.
import * as api from "./api.js";
import { sleep } from "./dom.js";
import { t } from "./labels.js";
import * as models from "./models.js";
import { toast } from "./overlay.js";
import * as state from "./state.js";
import * as walls from "./walls.js";

const SLOW_STUB = 3; // seconds more
const FLASH = 0.8;

function route({ pathname, search }) {
  const id = /^\/c\/([^/]+)$/.exec(pathname)?.[1];
  if (id) return { id: decodeURIComponent(id) };
  return { temporary: state.has("temporary_only") || new URLSearchParams(search).get("temporary-chat") === "true" };
}

// What extends it has a `sidebar` and a `bar` above, and says how a place is opened (`open`), what its address is when a
// new conversation begins (`began`), and what was typed before the app had taken over (`handOver`).
export class Shell {
  page = null;

  // status: where a reader of the screen is told what happens.
  constructor(status) {
    this.status = status;
  }

  async start() {
    api.onLimit(() => walls.show("too_many_requests"));
    api.onExpired(() => walls.show("session_expired"));
    window.addEventListener("popstate", () => this.show());
    const hinted = new URLSearchParams(location.search).get("model");
    const flicker = walls.flicker(this.bar.end);
    const pause = state.settings.hydration + (state.has("stub_slow") ? SLOW_STUB : 0) + (state.has("login_flicker") ? FLASH : 0);
    const [found] = await Promise.all([api.session(), sleep(pause)]);
    flicker();
    if (!found.user) return location.reload();
    Promise.all([api.me(), api.accounts()]);
    api.models().then((listing) => models.offer(listing, hinted));
    this.listed();
    state.onChange(() => { walls.sync(); this.page?.sync(); });
    walls.sync();
    return this.show(this.handOver());
  }

  go(path) {
    history.pushState(null, "", path);
    this.show();
  }

  fresh() {
    this.go("/");
  }

  async show(typed = null) {
    this.page?.leave();
    const shown = this.open(route(location));
    this.page = shown;
    this.head();
    document.title = shown.temporary ? "Temporary Chat" : "ChatGPT";
    api.init(shown.id).then((said) => shown.holdups.limited(said));
    if (shown.id && !(await shown.load())) return this.#lost(shown);
    await shown.composer.restore(typed?.text);
    if (!shown.id && (typed === null || typed.focused)) shown.composer.editor.focus();
    return undefined;
  }

  async #lost(shown) {
    if (this.page !== shown) return;
    shown.leave();
    shown.element?.remove(); // what stays behind when it is left
    this.page = null;
    history.replaceState(null, "", "/");
    toast(t.unable(shown.id));
    await this.show();
  }

  head() {
    this.bar.show(this.page);
  }

  // The site has named a new conversation.
  async known(known) {
    if (known.temporary) return;
    await sleep(state.settings.settle);
    if (this.page !== known) return;
    this.settled(known);
    history.replaceState(null, "", `/c/${known.id}`);
    this.head();
    this.listed();
  }

  settled() {}

  titled(title) {
    document.title = title;
  }

  announced(text) {
    this.status.textContent = text;
  }

  listed() {
    this.sidebar.refresh();
  }
}
