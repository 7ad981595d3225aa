// The rows of buttons below a question and below an answer, with their menus.
import { button, h } from "./dom.js";
import { t } from "./labels.js";
import { item, menuAt } from "./menu.js";

const withMenu = (label, picture, content) => {
  const trigger = button(label, picture);
  menuAt(trigger, content);
  return trigger;
};

// "2/3" and the way to the others; nothing where there is one only.
function versions({ ids, at }, step, labels) {
  if (ids.length < 2) return null;
  const way = (label, picture, by) =>
    button(label, picture, { disabled: !ids[at + by], click: () => step(by) });
  return h("span", { class: "versions" }, way(labels[0], "left", -1), h("span", {}, `${at + 1}/${ids.length}`), way(labels[1], "right", 1));
}

export function userBar(turn, settled) {
  const others = settled ? versions(turn.questions, (by) => turn.acts.step(turn.questions, by), [t.previousMessage, t.nextMessage]) : null;
  const more = settled ? [button(t.sharePrompt, "share"), button(t.editMessage, "pencil", { click: () => turn.edit() })] : [];
  return h("div", { class: "flex turn-action-controls" }, others, button(t.copyMessage, "copy"), ...more);
}

export function answerBar(turn) {
  const again = () => [item(t.tryAgain, () => turn.acts.again(turn)), item(t.addDetails, () => turn.acts.again(turn)),
    item(t.moreConcise, () => turn.acts.again(turn))];
  return h("div", { class: "mt-1.5 flex turn-action-controls" },
    versions(turn.answers, (by) => turn.acts.step(turn.answers, by), [t.previousResponse, t.nextResponse]),
    button(t.copy, "copy"), withMenu(t.rate, "thumb", () => [item(t.good, () => {}), item(t.bad, () => {})]),
    button(t.share, "share"), button(t.readAloud, "speaker", { "aria-pressed": "false" }),
    withMenu(t.regenerate, "again", again), withMenu(t.more, "dots", () => [item(t.branch, () => {})]),
    button(t.sources, "book"));
}
