// Every call to the backend. The bearer comes from the session; cookies alone are not enough.
import { sleep } from "./dom.js";
import * as state from "./state.js";

let bearer = null;
let limited = () => {};
let expired = () => {};

export const onLimit = (act) => { limited = act; };
export const onExpired = (act) => { expired = act; };

export async function session() {
  const found = await (await fetch("/api/auth/session", { headers: state.headers() })).json();
  bearer = found.accessToken ?? null;
  return found;
}

async function call(path, { body, method = body === undefined ? "GET" : "POST", headers = {}, signal } = {}) {
  const response = await fetch(`/backend-api/${path}`, {
    method,
    headers: { Authorization: `Bearer ${bearer}`, ...state.headers(), ...(body && { "Content-Type": "application/json" }), ...headers },
    body: body && JSON.stringify(body),
    signal,
  });
  state.hear(response);
  if (response.status === 429 && (await code(response)) !== "usage_limit_reached") limited();
  if (response.status === 401) expired();
  return response;
}

const code = async (response) => (await response.clone().json().catch(() => null))?.detail?.code;

async function read(path, body, method) {
  const response = await call(path, { body, method });
  return response.ok ? response.json() : null;
}

export const me = () => read("me");
export const models = () => read("models");
export const accounts = () => read("accounts/check/v4-2023-04-27");
export const init = (id) =>
  read("conversation/init", { conversation_id: id, gizmo_id: null, requested_default_model: null });
export const conversations = async () => (await read("conversations?offset=0&limit=28"))?.items ?? [];
export const conversation = (id) => read(`conversations/${encodeURIComponent(id)}?include_has_versions=true&num_turns=10`);
export const earlier = (id, cursor) =>
  read(`conversations/${encodeURIComponent(id)}/messages?before=${cursor}&include_has_versions=true&num_turns=25`);
export const streaming = async (id) =>
  (await read(`conversation/${encodeURIComponent(id)}/stream_status`))?.status === "IS_STREAMING";
export const tree = (id) => read(`conversation/${encodeURIComponent(id)}`); // the older, singular shape
export const rename = (id, title) => read(`conversation/${encodeURIComponent(id)}`, { title }, "PATCH");
export const remove = (id) => read(`conversation/${encodeURIComponent(id)}`, { is_visible: false }, "PATCH");
export const stop = (id) => read("stop_conversation", { conversation_id: id });

const RETRY = 0.3; // seconds
const conduits = new WeakMap();

// The token that came with the announcement of an answer; it also opens the rest of it.
export const conduit = (response) => conduits.get(response);

export async function ask(body, signal) {
  const { action, conversation_id, parent_message_id, model, thinking_effort } = body;
  const announced = { action, conversation_id, parent_message_id, model, thinking_effort };
  const prepared = await call("f/conversation/prepare", { body: announced, signal });
  if (!prepared.ok) return prepared;
  const { conduit_token: token } = await prepared.json();
  const headers = { Accept: "text/event-stream", "X-Conduit-Token": token };
  const post = () => call("f/conversation", { body, headers, signal });
  const response = await post().catch((error) => { if (signal.aborted) throw error; });
  const final = response && response.status < 500 ? response : await sleep(RETRY).then(post); // once more, the same message
  conduits.set(final, token);
  return final;
}

export const socket = () => read("celsius/ws/user");
export const resume = (id, token, signal) =>
  call("f/conversation/resume", { body: { conversation_id: id, offset: 0 }, headers: { "X-Conduit-Token": token }, signal });

// A file goes in three steps: announced, put where one is told to, confirmed. Its id, or null when it failed.
export async function upload(file) {
  const said = { file_name: file.name, file_size: file.size, use_case: "multimodal", mime_type: file.type };
  const made = await read("files", said);
  if (!made) return null;
  const put = await fetch(made.upload_url, { method: "PUT", body: file, headers: { "x-ms-blob-type": "BlockBlob" } });
  return put.ok && (await read(`files/${made.file_id}/uploaded`, {})) ? made.file_id : null;
}

// Where a file can be fetched: one of the site's, or one that an answer has made; null when it can't.
export const fileAt = async (id) => (await read(`files/download/${encodeURIComponent(id)}`))?.download_url ?? null;
export async function madeAt(conversation, message, path) {
  const asked = new URLSearchParams({ message_id: message, sandbox_path: path });
  return (await read(`conversation/${encodeURIComponent(conversation)}/interpreter/download?${asked}`))?.download_url ?? null;
}
export const permit = (id) => read(`conversation/${encodeURIComponent(id)}/permission`, {});
