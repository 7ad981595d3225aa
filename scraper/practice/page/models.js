// Which model is chosen, among those that the account is offered. The choice is kept in the browser, for all chats.
const KEPT = "practice-model";
const LATEST = "latest";

let families = [];
let chosen = JSON.parse(localStorage.getItem(KEPT) ?? "null") ?? { family: LATEST, effort: "medium" };
const listeners = new Set();

export const listen = (act) => listeners.add(act);
export const offered = () => families;
export const isLatest = (family) => family === LATEST;

export function family() {
  return families.find(({ id }) => id === chosen.family) ?? families[0];
}

export const option = () => family()?.options.find(({ thinking_effort: effort }) => effort === chosen.effort);

// As the button says it: the effort, with the family in front where it is not the newest one.
export function label() {
  const [its, found] = [family(), option()];
  if (!found) return "Medium";
  if (its.options.length === 1) return its.label;
  return its === families[0] ? found.label : `${its.id} ${found.label}`;
}

export const effort = () => option()?.thinking_effort ?? chosen.effort;
export const familyId = () => (families.some(({ id }) => id === chosen.family) ? chosen.family : LATEST);

// What a POST says; before the offer is known, that the site should choose.
export function posted() {
  const found = option();
  return found ? { model: found.model, thinking_effort: found.thinking_effort } : { model: "auto" };
}

export function offer(listing, hinted) {
  families = listing?.families ?? [];
  const named = families.flatMap(({ id, options }) => options.map((each) => ({ ...each, family: id })))
    .find(({ model, locked }) => model === hinted && !locked);
  if (named) chosen = { family: named.family, effort: named.thinking_effort };
  else if (families.length) settle(chosen.family, chosen.effort);
  tell();
}

// The effort stays where the other family has it too.
function settle(id, wanted) {
  const open = (families.find((each) => each.id === id) ?? families[0]).options.filter(({ locked }) => !locked);
  const found = [wanted, "medium"].map((each) => open.find((option) => option.thinking_effort === each)).find(Boolean) ?? open[0];
  chosen = { family: id, effort: found?.thinking_effort ?? wanted };
}

export function choose({ family: id = chosen.family, effort: wanted = chosen.effort }) {
  settle(id, wanted);
  localStorage.setItem(KEPT, JSON.stringify(chosen));
  tell();
}

function tell() {
  for (const act of listeners) if (act() === false) listeners.delete(act);
}
