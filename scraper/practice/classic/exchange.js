// One question and its answer, as the conversation's JSON or a stream gives them, with the two sections that show them.
import { hidden, secondsOf, settle, textOf } from "/cdn/assets/stored.js";
import { Question } from "./question.js";
import { Reply } from "./reply.js";

export class Exchange {
  // request: what the answer's section is called after; acts: again, edit, step.
  constructor(number, { key, question, files = [], parent, request, acts, conversation = null, taken = false }) {
    Object.assign(this, { number, key, questionId: key, question, files, parent, conversation, taken, request: `${request}-${number}` });
    this.#begin("running");
    this.asked = new Question(this, 2 * number + 1, acts);
    this.reply = new Reply(this, 2 * number + 2, acts);
  }

  #messages = new Map();

  #begin(state) {
    Object.assign(this, { answerId: null, thoughts: [], seconds: null, text: "", error: null, policy: false, cut: false, state });
    this.#messages.clear();
  }

  get frames() {
    return [this.asked.frame, this.reply.frame];
  }

  get finished() {
    return this.state !== "running";
  }

  get all() {
    return [...this.#messages.values()];
  }

  get slug() {
    return this.all.at(-1)?.metadata?.model_slug;
  }

  // Another answer to the same question.
  again() {
    this.#begin("running");
    this.request = `request-WEB:${crypto.randomUUID()}-${this.number}`;
  }

  goOn() {
    this.state = "running";
    this.cut = false;
  }

  // A message of the answer, new or changed.
  take(message) {
    if (message.author.role === "user" || message.author.role === "system" || message.metadata?.is_visually_hidden_from_conversation) return;
    this.#messages.set(message.id, message);
  }

  // What a stored message says about the answer as a whole.
  read(message) {
    this.take(message);
    const { id, author, content } = message;
    if (author.role !== "assistant") return;
    if (content.content_type === "thoughts") this.thoughts.push(...content.thoughts.map((each) => each.summary));
    if (content.content_type === "reasoning_recap") this.seconds = secondsOf(message);
    if (content.content_type !== "text") return;
    this.text += content.parts[0];
    this.answerId = id;
    settle(this, message);
  }

  update() {
    this.asked.named();
    this.reply.draw();
  }

  flash() {
    this.reply.flash();
  }

  unflash() {
    this.reply.unflash();
  }

  // Its others have become known.
  renew() {
    this.asked.draw();
    this.update();
  }
}

function files({ content, metadata }) {
  const shown = content.parts.filter((part) => part.asset_pointer).map((part) => part.asset_pointer.split("//")[1]);
  return (metadata.attachments ?? []).map(({ name, id }) => ({ name, id, image: shown.includes(id) }));
}

// The exchanges of a branch; `running` says whether the last one is still being written.
export function exchangesOf({ messages, conversation_id: conversation }, running, acts) {
  const found = [];
  for (const message of messages.filter((each) => !hidden(each))) {
    if (message.author.role !== "user") {
      found.at(-1)?.read(message);
      continue;
    }
    const { parent_id: parent, turn_exchange_id: request = message.id } = message.metadata;
    found.push(new Exchange(found.length, { key: message.id, question: textOf(message), files: files(message), parent, request: `request-${request}`, acts, conversation, taken: true }));
  }
  found.forEach((turn, n) => {
    const pictured = turn.all.some(({ author }) => author.role === "tool");
    if (!turn.finished && !(running && n === found.length - 1)) turn.state = pictured ? "done" : "stopped";
    turn.update();
  });
  return found;
}
