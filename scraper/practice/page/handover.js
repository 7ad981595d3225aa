// Where an answer goes on after its stream has been handed over: on the WebSocket or at the resume endpoint. As events
// of the same kind as the stream's.
import * as api from "./api.js";
import { events, parsed } from "./sse.js";

export async function* handedOver(options, id, conduit, signal) {
  const ways = Object.fromEntries(options.map(({ type, topic_id: topic }) => [type, topic]));
  if (ways.subscribe_ws_topic) yield* topic(ways.subscribe_ws_topic, signal);
  else if (ways.resume_sse_endpoint) {
    const response = await api.resume(id, conduit, signal);
    if (response.ok) yield* events(response);
  }
}

// What comes on a socket as it comes, until it is closed or nobody listens any more.
async function* frames(address, hello, signal) {
  const socket = new WebSocket(address);
  const waiting = [];
  let wake = () => {};
  const put = (frame) => { waiting.push(frame); wake(); };
  socket.onopen = () => socket.send(JSON.stringify([hello]));
  socket.onmessage = ({ data }) => JSON.parse(data).forEach(put);
  socket.onclose = socket.onerror = () => put(null);
  signal.addEventListener("abort", () => put(null));
  try {
    for (;;) {
      while (!waiting.length) await new Promise((resolve) => { wake = resolve; });
      const frame = waiting.shift();
      if (frame === null) return;
      yield frame;
    }
  } finally {
    socket.close();
  }
}

// Each item of a topic once; those of the past come out of order, each names the one before it.
async function* topic(name, signal) {
  const place = await api.socket();
  if (!place) return;
  const hello = { id: 1, command: { type: "subscribe", topic_id: name, offset: "0" } };
  const seen = new Set();
  const early = new Map();
  let last = null;
  let done = false;
  for await (const frame of frames(place.websocket_url, hello, signal)) {
    const items = frame.reply ? frame.reply.catchups ?? [] : [frame];
    for (const payload of items.map((each) => each.payload).filter((each) => each?.type === "conversation-turn-stream")) {
      const item = payload.payload;
      done ||= item.type === "done";
      if (item.stream_item_id && !seen.has(item.stream_item_id)) early.set(item.parent_stream_item_id ?? null, item);
      seen.add(item.stream_item_id);
    }
    for (let next = early.get(last); next; next = early.get(last)) {
      early.delete(last);
      last = next.stream_item_id;
      yield* parsed(next.encoded_item);
    }
    if (done && !early.size) return;
  }
}
