// The turns of a conversation, from the JSON it is read as.
import { Turn } from "./turn.js";

const INTERRUPTED = "finished_partial_completion";
const hidden = ({ author, metadata }) => metadata.is_visually_hidden_from_conversation || author.role === "system";

function files(message) {
  const pointers = message.content.parts.filter((part) => part.asset_pointer).map((part) => part.asset_pointer.split("//")[1]);
  return (message.metadata.attachments ?? []).map(({ name, id }) => ({ name, id, image: pointers.includes(id) }));
}

const textOf = ({ parts }) => parts.filter((part) => typeof part === "string").join("\n");

function take(turn, texts, { id, content, status, end_turn: ends, metadata }) {
  if (content.content_type === "thoughts") turn.thoughts.push(...content.thoughts.map((each) => each.summary));
  if (content.content_type === "reasoning_recap") turn.seconds = /\d+/.exec(content.content)?.[0] ?? null;
  if (content.content_type !== "text") return;
  texts.push(content.parts[0]);
  turn.answerId = id;
  if (ends) turn.state = "done";
  turn.cut = metadata.finish_details?.type === "max_tokens";
  if (turn.cut) turn.state = "done";
  else if (status === INTERRUPTED) turn.state = metadata.finish_details?.reason === "error" ? "failed" : "stopped";
}

// `running` says whether the last one is still being written; acts: see Turn.
export function turnsOf({ messages, conversation_id: conversation }, running, acts, first = 0) {
  const turns = [];
  for (const message of messages.filter((each) => !hidden(each))) {
    if (message.author.role === "user") {
      const turn = new Turn(first + turns.length, {
        key: message.id, question: textOf(message.content), files: files(message), parent: message.metadata.parent_id, acts,
      });
      turn.conversation = conversation;
      turns.push({ turn, texts: [] });
    } else if (turns.length && message.author.role === "assistant") take(turns.at(-1).turn, turns.at(-1).texts, message);
  }
  turns.forEach(({ turn, texts }, n) => {
    turn.text = texts.join("\n\n");
    if (turn.state === "running" && !(running && n === turns.length - 1)) turn.state = "stopped";
    turn.update();
  });
  return turns.map(({ turn }) => turn);
}
