"""One message of a ChatGPT conversation, as the stream and the conversation's JSON both write it. Pure."""

from dataclasses import dataclass, field
from typing import Any

from scraper.wire.citations import References, references
from scraper.wire.markdown import cleaned

LONGEST_NOTE = 120  # characters of a status line


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    role: str
    content_type: str
    source: str
    """The text as ChatGPT wrote it: Markdown with the page's private marks."""
    status: str
    end_turn: bool | None
    channel: str | None
    recipient: str
    hidden: bool
    model: str
    created: float
    """Unix seconds; 0 where the message doesn't say."""
    parent: str = ""
    finish: str = ""
    """Why it ended: stop, max_tokens, interrupted …"""
    reason: str = ""
    """Why it was interrupted, where the site says it."""
    note: str = ""
    """What the model is busy with, while this is no answer; in the page's language."""
    pictures: tuple[str, ...] = ()
    """Asset pointers of pictures in it."""
    references: References = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What is shown of it, in Markdown."""
        return cleaned(self.source, self.references)

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
    def is_picture(self) -> bool:
        """Made for the person, by a tool or by the model itself."""
        return self.role in ("assistant", "tool") and bool(self.pictures) and not self.hidden

    @property
    def is_final(self) -> bool:
        """The positive proof that the turn is at its end (seen 2026-09)."""
        return self.is_answer and self.status == "finished_successfully" and self.end_turn is True

    @property
    def at_length(self) -> bool:
        """As long as one message may be; the page may offer to go on."""
        return self.is_answer and self.finish in ("max_tokens", "length") and self.status != "in_progress"

    @property
    def was_cut(self) -> bool:
        """Somebody stopped it, or it broke."""
        return (
            self.is_answer
            and not self.at_length
            and self.status in ("finished_partial_completion", "cancelled", "error")
        )

    @property
    def broke(self) -> bool:
        """It was cut by an error, not by a person."""
        return self.was_cut and "error" in (self.status, self.reason, self.finish)


def read(message: dict[str, Any]) -> Message:
    """A message out of its JSON; what is absent counts as empty."""
    content = message.get("content") or {}
    metadata = message.get("metadata") or {}
    author = message.get("author") or {}
    finish = metadata.get("finish_details") or {}
    parts = content.get("parts") or ()
    role, recipient = author.get("role") or "", message.get("recipient") or "all"
    return Message(
        id=message.get("id") or "",
        role=role,
        content_type=content.get("content_type") or "",
        source="".join([part for part in parts if isinstance(part, str)]),
        status=message.get("status") or "",
        end_turn=message.get("end_turn"),
        channel=message.get("channel"),
        recipient=recipient,
        hidden=bool(metadata.get("is_visually_hidden_from_conversation")),
        model=metadata.get("resolved_model_slug") or metadata.get("model_slug") or "",
        created=message.get("create_time") or 0.0,
        parent=metadata.get("parent_id") or "",
        finish=finish.get("type") or "",
        reason=str(finish.get("reason") or ""),
        note=_note(role, author.get("name"), recipient, content),
        pictures=tuple(part["asset_pointer"] for part in parts if _is_picture(part)),
        references=references(metadata.get("content_references")),
    )


def _is_picture(part: object) -> bool:
    return isinstance(part, dict) and bool(part.get("asset_pointer")) and "image" in str(part.get("content_type"))


def _note(role: str, name: str | None, recipient: str, content: dict[str, Any]) -> str:
    """The newest thought's headline, or which tool is at work."""
    if thoughts := content.get("thoughts"):
        note = thoughts[-1].get("summary") or ""
    elif role == "tool":
        note = name or ""
    else:
        note = "" if recipient == "all" else recipient
    return " ".join(note.split())[:LONGEST_NOTE]
