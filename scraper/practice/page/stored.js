// What a stored message says, whichever page shows it.
const INTERRUPTED = "finished_partial_completion";

export const hidden = ({ author, metadata }) => metadata.is_visually_hidden_from_conversation || author.role === "system";

// What somebody has asked: the texts of a message that may have files besides.
export const textOf = ({ content }) => content.parts.filter((part) => typeof part === "string").join("\n");

export const secondsOf = ({ content }) => /\d+/.exec(content.content)?.[0] ?? null;

// Tells a turn how its answer has ended, if it has; one that reached its limit is complete, and has more to say.
export function settle(turn, { status, end_turn: ends, metadata }) {
  turn.cut = metadata.finish_details?.type === "max_tokens";
  if (ends || turn.cut) turn.state = "done";
  else if (status === INTERRUPTED) turn.state = metadata.finish_details?.reason === "error" ? "failed" : "stopped";
}
