// Reads the stream of one answer into its turn, and hangs up after the end, as the real page does.
import * as api from "./api.js";
import { Deltas, events } from "./sse.js";

export class Answer {
  #controller = new AbortController();
  #deltas = new Deltas();
  #texts = new Map(); // of each message that is part of the answer
  #error = null;
  #stopped = false;
  #interrupted = false;
  #id = null;

  constructor(turn, tell) {
    Object.assign(this, { turn, tell });
  }

  abort() {
    this.#controller.abort();
  }

  // Before the server has named the conversation there is nothing to stop yet: it is stopped when it has.
  stop() {
    this.#stopped = true;
    if (this.#id) this.abort();
  }

  // How it ended: "done", "stopped", "failed", or "unfinished" when the stream broke off.
  async run(body) {
    this.turn.questionId = body.messages[0].id;
    this.#id = body.conversation_id ?? null;
    try {
      const response = await api.ask(body, this.#controller.signal);
      if (!response.ok) return this.#failed(null);
      for await (const event of events(response)) {
        if (!this.#take(event)) continue;
        this.abort();
        if (this.#error !== null) return this.#failed(this.#error);
        return this.#interrupted ? "stopped" : "done"; // stopped elsewhere, in another tab
      }
    } catch (error) {
      if (this.#stopped) return "stopped";
      if (error.name === "SyntaxError") throw error;
    }
    return this.#stopped ? "stopped" : this.#id ? "unfinished" : this.#failed(null);
  }

  #failed(error) {
    this.turn.error = error;
    return "failed";
  }

  // True after the terminal event.
  #take({ name, text }) {
    if (text === "[DONE]") return true;
    const data = JSON.parse(text);
    if (name === "delta") this.#changed(this.#deltas.apply(data));
    else if (data.error) this.#error = data.error;
    else if (data.type === "resume_conversation_token") this.#named(data.conversation_id);
    else if (data.type === "input_message") {
      this.turn.key = data.input_message.id;
      this.tell.changed();
    } else if (data.type === "title_generation") this.tell.titled(data.title);
    return data.type === "message_stream_complete";
  }

  #named(id) {
    this.#id = id;
    this.turn.conversation = id;
    this.tell.known(id);
    if (this.#stopped) {
      api.stop(id);
      this.abort();
    }
  }

  #changed(message) {
    if (!message || message.author.role !== "assistant") return;
    const { content, id, status } = message;
    this.#interrupted = status === "finished_partial_completion";
    if (content.content_type === "thoughts") this.turn.thoughts = content.thoughts.map((each) => each.summary);
    else if (content.content_type === "reasoning_recap") this.turn.seconds = /\d+/.exec(content.content)?.[0] ?? null;
    else if (content.content_type === "text") {
      this.#texts.set(id, content.parts[0]);
      this.turn.answerId = id;
      this.turn.text = [...this.#texts.values()].join("\n\n");
    }
    this.tell.changed();
  }
}
