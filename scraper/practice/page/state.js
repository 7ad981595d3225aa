// What this page is told to be like: settings that hold for as long as it is open, and states that come and go.
const CLOSED = "practice-closed";

export const settings = JSON.parse(document.querySelector("#client-bootstrap").textContent);

const closed = new Set(sessionStorage.getItem(CLOSED)?.split(",") ?? []);
let states = new Set(settings.states ?? []);
let changed = () => {};

export const has = (state) => states.has(state) && !closed.has(state);
export const headers = () => window.practice?.headers ?? {};
export const onChange = (act) => { changed = act; };

const keep = () => sessionStorage.setItem(CLOSED, [...closed].join(","));

// A person has closed it; it stays closed in this tab for as long as it would be there.
export function close(state) {
  closed.add(state);
  keep();
}

// The answer of any call says how things are now.
export function hear(response) {
  const said = response.headers.get("X-Practice-States");
  if (said === null) return;
  const now = new Set(said ? said.split(",") : []);
  for (const state of closed) if (!now.has(state)) closed.delete(state);
  keep();
  if (now.size === states.size && [...now].every((state) => states.has(state))) return;
  states = now;
  changed();
}
