// The turns of a conversation, from the JSON it is read as.
import { pointers } from "./sources.js";
import { hidden, secondsOf, settle, textOf } from "./stored.js";
import { Turn } from "./turn.js";

function files(message) {
  const shown = pointers(message.content);
  return (message.metadata.attachments ?? []).map(({ name, id, size, mime_type }) => ({ name, id, size, mime_type, image: shown.includes(id) }));
}

function take(turn, texts, message) {
  const { id, author, content, metadata } = message;
  if (author.role === "tool") {
    turn.pictures.push(...pointers(content));
    if (turn.pictures.length) turn.answerId ??= id;
    if (turn.pictures.length) turn.state = "done";
    return;
  }
  if (content.content_type === "thoughts") turn.thoughts.push(...content.thoughts.map((each) => each.summary));
  if (content.content_type === "reasoning_recap") turn.seconds = secondsOf(message);
  if (content.content_type !== "text") return;
  texts.push(content.parts[0]);
  turn.references = metadata.content_references ?? [];
  turn.answerId = id;
  settle(turn, message);
}

// `running` says whether the last one is still being written; acts: see Turn.
export function turnsOf({ messages, conversation_id: conversation }, running, acts, first = 0) {
  const turns = [];
  for (const message of messages.filter((each) => !hidden(each))) {
    if (message.author.role === "user") {
      const turn = new Turn(first + turns.length, {
        key: message.id, question: textOf(message), files: files(message), parent: message.metadata.parent_id, acts,
      });
      turn.conversation = conversation;
      turns.push({ turn, texts: [] });
    } else if (turns.length) take(turns.at(-1).turn, turns.at(-1).texts, message);
  }
  turns.forEach(({ turn, texts }, n) => {
    turn.text = texts.join("\n\n");
    if (turn.state === "running" && !(running && n === turns.length - 1)) turn.state = "stopped";
    turn.update();
  });
  return turns.map(({ turn }) => turn);
}
