// What is POSTed to have something answered, as the real page writes it.
import { posted } from "./models.js";

const message = (id, text, files) => ({
  id, author: { role: "user" }, create_time: Date.now() / 1000,
  content: { content_type: files.some(({ image }) => image) ? "multimodal_text" : "text", parts: [...pictures(files), text] },
  metadata: {
    serialization_metadata: { custom_symbol_offsets: [] },
    ...(files.length && { attachments: files.map(({ id: file, name, size, mime_type }) => ({ id: file, name, size, mime_type })) }),
  },
});

const pictures = (files) => files.filter(({ image }) => image)
  .map(({ id, size }) => ({ content_type: "image_asset_pointer", asset_pointer: `sediment://${id}`, size_bytes: size }));

const common = ({ id, temporary }) => ({
  ...(id && { conversation_id: id }), ...posted(),
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, timezone_offset_min: new Date().getTimezoneOffset(),
  history_and_training_disabled: temporary, conversation_mode: { kind: "primary_assistant" },
  supports_buffering: true, supported_encodings: ["v1"],
});

export const question = (page, turn) => ({
  action: "next", messages: [message(turn.questionId, turn.question, turn.files)], parent_message_id: turn.parent, ...common(page),
});

// The same question once more: its message keeps its id, only the answer is a new one.
export const variant = (page, turn) => ({
  action: "variant", messages: [message(turn.key, turn.question, turn.files)], parent_message_id: turn.parent, ...common(page),
});

export const more = (page, turn) => ({ action: "continue", parent_message_id: turn.answerId, ...common(page) });
