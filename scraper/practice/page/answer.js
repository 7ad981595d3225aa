// Reads the stream of one answer into its turn, and hangs up after the end, as the real page does.
import * as api from "./api.js";
import { handedOver } from "./handover.js";
import { t } from "./labels.js";
import { pointers } from "./sources.js";
import { Deltas, events } from "./sse.js";
import * as state from "./state.js";
import { secondsOf } from "./stored.js";

const REFUSALS = { message_length_exceeds_limit: "too_long", max_conversation_length: "full", usage_limit_reached: "capped" };

export class Answer {
  #controller = new AbortController();
  #deltas = new Deltas();
  #texts = new Map(); // of each message that is part of the answer
  #error = null; #stopped = false; #interrupted = false; #lost = false; #handed = null; #resting = false;
  #id;

  // tell: known, titled, changed, resting (between two steps), asking (a connector wants to run), limited.
  constructor(turn, id, tell) {
    Object.assign(this, { turn, tell });
    this.#id = id;
    if (turn.text) this.#texts.set(turn.answerId, turn.text);
  }

  get lost() {
    return this.#lost;
  }

  abort() {
    this.#controller.abort();
  }

  // Before the server has named the conversation there is nothing to stop yet: it is stopped when it has.
  stop() {
    this.#stopped = true;
    if (this.#id) this.abort();
  }

  // How it ended: "done", "stopped", "failed", "full", "capped" or "too_long" when refused, "lost" when the page has lost touch,
  // or "unfinished" when the stream broke off.
  async run(body) {
    try {
      const response = await api.ask(body, this.#controller.signal);
      if (!response.ok) return await this.#refused(response);
      const end = await this.#read(events(response));
      if (end) return end;
      if (this.#handed) return await this.#elsewhere(response);
    } catch (error) {
      if (this.#stopped) return "stopped";
      if (this.#lost) return "lost";
      if (error.name === "SyntaxError") throw error;
    }
    return this.#stopped ? "stopped" : this.#id ? "unfinished" : this.#failed(null);
  }

  async #elsewhere(response) {
    const options = this.#handed;
    this.#handed = null;
    this.#deltas = new Deltas();
    return (await this.#read(handedOver(options, this.#id, api.conduit(response), this.#controller.signal))) ?? "unfinished";
  }

  // How it ended, or null where the stream has.
  async #read(stream) {
    for await (const event of stream) {
      const over = this.#take(event);
      if (this.#lost) return "lost"; // the rest may be here already
      if (!over) continue;
      if (this.#handed && event.text === "[DONE]") return null;
      this.abort();
      if (this.#error !== null) return this.#failed(this.#error);
      return this.#interrupted ? "stopped" : "done"; // stopped elsewhere, in another tab
    }
    return null;
  }

  async #refused(response) {
    const said = await response.json().catch(() => null);
    const detail = said?.detail ?? null;
    const refusal = REFUSALS[detail?.code ?? detail?.type];
    if (refusal) this.turn.error = refusal === "too_long" ? t.tooLong : detail.message;
    return refusal ?? this.#failed(typeof detail === "string" ? null : detail?.message ?? null);
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
    else if (data.error) this.#error = typeof data.error === "string" ? data.error : data.error.message ?? "";
    else if (data.message) this.#changed(data.message); // a whole frame, in the old way
    else this.#typed(data);
    return data.type === "message_stream_complete";
  }

  #typed(data) {
    const { type, conversation_id: id } = data;
    if (id && !this.#id) this.#named(id);
    if (type === "resume_conversation_token") this.#named(id);
    else if (type === "input_message") {
      this.turn.key = data.input_message.id;
      this.turn.taken = true;
      this.tell.changed();
    } else if (type === "title_generation") this.tell.titled(data.title);
    else if (type === "stream_handoff") this.#handed = data.options;
    else if (type === "stream_quota_check") this.tell.limited({ blocked_features: [{ name: "send", resets_after: data.detail?.resets_after }] });
    else if (type === "conversation_detail_metadata") this.tell.limited(data);
    else if (type === "moderation") this.turn.policy = Boolean(data.moderation_response?.blocked || data.moderation_response?.flagged);
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
    if (!message) return undefined;
    this.turn.take?.(message); // a turn that keeps the messages themselves
    if (message.author.role === "tool") this.#made(message);
    if (message.author.role !== "assistant") return this.tell.changed();
    const { content, id, status, end_turn: ends, metadata } = message;
    this.turn.cut = metadata?.finish_details?.type === "max_tokens";
    this.#interrupted = status === "finished_partial_completion" && !this.turn.cut;
    if (message.recipient !== "all") return this.tell.asking?.(message.recipient);
    if (content.content_type === "thoughts") this.turn.thoughts = content.thoughts.map((each) => each.summary);
    else if (content.content_type === "reasoning_recap") this.turn.seconds = secondsOf(message);
    else if (content.content_type === "text") {
      this.#texts.set(id, content.parts[0]);
      this.turn.answerId = id;
      this.turn.references = metadata?.content_references ?? [];
      this.turn.text = [...this.#texts.values()].join("\n\n");
    }
    this.#rest(status !== "in_progress" && !ends);
    this.tell.changed();
    if (state.has("connection_lost") && this.turn.text) {
      this.#lost = true;
      this.abort();
    }
    return undefined;
  }

  #made({ id, content }) {
    const found = pointers(content);
    if (!found.length) return;
    this.turn.pictures = found;
    this.turn.answerId ??= id;
  }

  #rest(is) {
    if (is && !this.#resting) this.tell.resting?.();
    this.#resting = is;
  }
}
