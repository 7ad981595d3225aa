"""What a POST to f/conversation asks for, read out of its body."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from scraper.practice.json import Json, at, text_at
from scraper.practice.tab import Tab

Action: TypeAlias = Literal["next", "variant", "continue"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came in, before it belongs to a conversation."""

    action: Action
    message: str  # the id the page made; for a variant that of the question, "" without one
    text: str
    parts: Sequence[Json]
    conversation: str | None
    parent: str | None
    model: str
    effort: str | None
    temporary: bool
    attachments: Sequence[Json]
    tab: Tab

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(name for each in self.attachments if (name := text_at(each, "name")) is not None)

    @property
    def key(self) -> str:
        """The same for a POST that the page repeats."""
        return self.message if self.action == "next" else f"{self.action} {self.message or self.parent}"


def asked(body: object, tab: Tab) -> Asked | None:
    """None when it is not a whole question."""
    action = _action(text_at(body, "action"))
    message, parent = text_at(body, "messages", -1, "id"), text_at(body, "parent_message_id")
    parts = _json_list(at(body, "messages", -1, "content", "parts"))
    by_person = text_at(body, "messages", -1, "author", "role") == "user"
    whole = bool(message) and by_person and any(isinstance(part, str) for part in parts)
    if action is None or (action == "next" and not whole) or not (message or parent):
        return None
    return Asked(
        action=action,
        message=message or "",
        text="".join(part for part in parts if isinstance(part, str)),
        parts=parts,
        conversation=text_at(body, "conversation_id"),
        parent=parent,
        model=text_at(body, "model") or "auto",
        effort=text_at(body, "thinking_effort"),
        temporary=at(body, "history_and_training_disabled") is True,
        attachments=_json_list(at(body, "messages", -1, "metadata", "attachments")),
        tab=tab,
    )


def _action(found: str | None) -> Action | None:
    match found:
        case None | "next":
            return "next"
        case "variant" | "continue":
            return found
        case _:
            return None


def _json_list(found: object) -> list[Json]:
    return [each for each in found if isinstance(each, str | dict)] if isinstance(found, list) else []
