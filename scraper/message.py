"""One message of a ChatGPT conversation, as the stream and the conversation's JSON both write it. Pure."""

from dataclasses import dataclass
from typing import Any

from scraper.markdown import cleaned


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    role: str
    content_type: str
    text: str
    """The source of what is shown, in Markdown."""
    status: str
    end_turn: bool | None
    channel: str | None
    recipient: str
    hidden: bool
    model: str
    created: float
    """Unix seconds; 0 where the message doesn't say."""

    @property
    def is_question(self) -> bool:
        return self.role == "user" and not self.hidden and self.content_type in ("text", "multimodal_text")

    @property
    def is_answer(self) -> bool:
        """Said to the person, not to a tool and not to itself."""
        return (
            self.role == "assistant"
            and self.recipient == "all"
            and self.channel in (None, "final")
            and self.content_type in ("text", "multimodal_text")
            and not self.hidden
        )

    @property
    def is_final(self) -> bool:
        """The positive proof that the turn is at its end (observed 2026-09)."""
        return self.is_answer and self.status == "finished_successfully" and self.end_turn is True

    @property
    def was_cut(self) -> bool:
        """Somebody stopped it, or it broke."""
        return self.is_answer and self.status in ("finished_partial_completion", "cancelled", "error")


def read(message: dict[str, Any]) -> Message:
    """A message out of its JSON; what is absent counts as empty."""
    content = message.get("content") or {}
    metadata = message.get("metadata") or {}
    parts = content.get("parts") or []
    return Message(
        id=message.get("id") or "",
        role=(message.get("author") or {}).get("role") or "",
        content_type=content.get("content_type") or "",
        text=cleaned("".join(part for part in parts if isinstance(part, str))),
        status=message.get("status") or "",
        end_turn=message.get("end_turn"),
        channel=message.get("channel"),
        recipient=message.get("recipient") or "all",
        hidden=bool(metadata.get("is_visually_hidden_from_conversation")),
        model=metadata.get("resolved_model_slug") or metadata.get("model_slug") or "",
        created=message.get("create_time") or 0.0,
    )
