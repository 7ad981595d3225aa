// What a page does by itself. Without it everything can be read, found and asked, too; a page is then loaded anew.
"use strict";

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const PIECE = { "X-Piece": "1" };

// An answer while it is written.

function watch(article) {
  if (!article.dataset.live) return;
  const [firm, loose, note] = ["[data-firm]", "[data-loose]", "[data-note]"].map((name) => one(name, article));
  const source = new EventSource(article.dataset.live);
  source.onmessage = ({ data }) => {
    const said = JSON.parse(data);
    const follows = isAtEnd();
    if (said.whole !== undefined) {
      source.close();
      place(article, said.whole);
    } else {
      if (said.anew) firm.replaceChildren();
      if (said.firm) firm.insertAdjacentHTML("beforeend", said.firm);
      loose.innerHTML = said.loose;
      note.textContent = said.note;
      note.hidden = !said.note && Boolean(said.firm || said.loose || firm.childElementCount);
    }
    if (follows) scrollTo(0, document.body.scrollHeight);
  };
  // A new connection begins with the whole answer so far.
  source.onopen = () => firm.replaceChildren();
}

function place(article, html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const fresh = one("article", made.content);
  article.replaceWith(fresh);
  prepare(fresh);
}

function isAtEnd() {
  return innerHeight + scrollY >= document.body.scrollHeight - 120;
}

// What is copied, and from where.

function prepare(root) {
  for (const button of all("[data-copy-answer]", root)) {
    const markdown = one("[data-markdown]", button.parentElement).content.textContent;
    button.hidden = false;
    button.onclick = () => copy(button, markdown);
  }
  for (const code of all(".code", root)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = one("[data-turns]").dataset.copy;
    button.onclick = () => copy(button, one("code", code).textContent);
    code.append(button);
  }
  for (const form of all("[data-stop]", root)) form.onsubmit = stop;
  for (const form of all("[data-again]", root)) form.onsubmit = again;
  for (const article of root.matches?.("article") ? [root] : all("article[data-live]", root)) watch(article);
}

async function copy(button, text) {
  const { copy: before, copied } = one("[data-turns]").dataset;
  await navigator.clipboard.writeText(text);
  button.textContent = copied;
  setTimeout(() => (button.textContent = before), 1500);
}

function stop(event) {
  event.preventDefault();
  const form = event.currentTarget;
  one("button", form).disabled = true;
  fetch(form.action, { method: "POST", headers: PIECE, body: new FormData(form) });
}

// Another answer, or the rest of one.

async function again(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const button = one("button", form);
  const error = one("[data-error]", form.parentElement);
  button.disabled = true;
  const sent = new FormData(form);
  sent.append(button.name, button.value);
  const response = await fetch(form.action, { method: "POST", headers: PIECE, body: sent });
  const said = await response.text();
  error.textContent = response.ok ? "" : said;
  button.disabled = false;
  if (response.ok) append(said);
}

// What was asked somewhere else meanwhile.

const OFTEN = 5000;

async function look(turns) {
  const last = all("article", turns).at(-1)?.id.replace("turn-", "") ?? 0;
  if (document.visibilityState === "visible" && !one("article[data-live]", turns)) {
    const response = await fetch(`${turns.dataset.news}&after=${last}`, { headers: PIECE }).catch(() => null);
    if (response?.status === 401) return; // signed out: nothing more is told
    if (response?.status === 200) append(await response.text());
  }
  setTimeout(look, OFTEN, turns);
}

// What is new at the end of a thread, once.
function append(html) {
  const turns = one("[data-turns]");
  const made = document.createElement("template");
  made.innerHTML = html;
  const follows = isAtEnd();
  for (const fresh of all("article", made.content)) {
    if (document.getElementById(fresh.id)) continue;
    turns.append(fresh);
    prepare(fresh);
  }
  if (follows) scrollTo(0, document.body.scrollHeight);
}

// A question.

function compose(form) {
  const text = one("textarea", form);
  const files = one("input[type=file]", form);
  const grow = () => {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight + 2, innerHeight / 2)}px`;
  };
  text.oninput = grow;
  text.onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault(); // 229: Korean that is still being put together
    form.requestSubmit();
  };
  files.onchange = () => {
    const names = one("[data-names]", form);
    names.textContent = [...files.files].map((file) => file.name).join(", ");
    names.hidden = !names.textContent;
  };
  text.onpaste = (event) => {
    if (!event.clipboardData.files.length) return;
    files.files = event.clipboardData.files;
    files.onchange();
  };
  if ("follow" in form.dataset) form.onsubmit = (event) => follow(event, form, text, grow);
}

async function follow(event, form, text, grow) {
  event.preventDefault();
  const button = one(".send", form);
  if (button.disabled) return;
  button.disabled = true;
  const error = one("[data-error]", form);
  try {
    const response = await fetch(form.action, { method: "POST", headers: PIECE, body: new FormData(form) });
    const said = await response.text();
    error.textContent = response.ok ? "" : said;
    if (response.ok) {
      append(said);
      form.reset();
      one("input[type=file]", form).onchange();
      one("[name=once]", form).value = crypto.randomUUID().replaceAll("-", "");
      grow();
      scrollTo(0, document.body.scrollHeight);
    }
  } catch {
    form.submit(); // the browser itself says best that nobody is there
  } finally {
    button.disabled = false;
    text.focus();
  }
}

// Search while somebody types.

function find(form) {
  const input = one("input", form);
  const hits = one("[data-hits]");
  let asked = input.value;
  let waits, under;
  input.oninput = (event) => {
    clearTimeout(waits);
    if (!event.isComposing || input.value.trim()) waits = setTimeout(look, 120);
  };
  async function look() {
    if (input.value === asked) return;
    asked = input.value;
    under?.abort();
    under = new AbortController();
    const address = `/find?${new URLSearchParams({ q: asked })}`;
    try {
      const response = await fetch(address, { headers: PIECE, signal: under.signal });
      const said = await response.text();
      if (response.ok) hits.innerHTML = said;
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }
  input.selectionStart = input.value.length;
}

// Links that open once: what they hold never leaves the browser before this.

function enter(form) {
  const link = location.hash.slice(1);
  if (!link) return;
  history.replaceState(null, "", location.pathname + location.search);
  one("#link", form).value = link;
  form.submit();
}

// Keys and colours.

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(input|textarea|select)$/i.test(event.target.tagName)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const wanted = { "/": one("[data-finder] input") ?? one("nav input[type=search]"), n: one("textarea") }[event.key];
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
}

// A form that is sent once, however quick a finger is.
function sends(form) {
  form.onsubmit = () => setTimeout(() => (one(".send", form).disabled = true));
}

function colours(button) {
  button.hidden = false;
  button.onclick = () => {
    const root = document.documentElement;
    const dark = (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  };
}

all("[data-composer]").forEach(compose);
all("[data-finder]").forEach(find);
all("[data-door]").forEach(enter);
all("[data-theme-switch]").forEach(colours);
all("[data-once]").forEach(sends);
all("[data-news]").forEach((turns) => setTimeout(look, OFTEN, turns));
if (one("[data-turns]")) {
  prepare(document);
  const turns = all("article");
  if (!location.hash && turns.length > 1) turns.at(-1).scrollIntoView();
}
addEventListener("keydown", keys);
