"""One message of a stored conversation, and its JSON as the stream and both readings have it (seen 2026-08, 09)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

from scraper.practice.brain import Piece, Thought
from scraper.practice.json import Json

Role = Literal["system", "user", "assistant", "tool"]
Kind = Literal["text", "multimodal_text", "code", "thoughts", "reasoning_recap", "user_editable_context"]
Status = Literal["in_progress", "finished_successfully", "finished_partial_completion"]

ROOT = "client-created-root"
MODEL = "gpt-5-6-thinking"
HIDDEN = "is_visually_hidden_from_conversation"


def new_id() -> str:
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class Answering:
    """Which model was asked, which one answers, and with what effort."""

    slug: str = MODEL
    resolved: str = MODEL
    effort: str | None = None

    def json(self) -> dict[str, Json]:
        return {
            "model_slug": self.resolved,
            "resolved_model_slug": self.resolved,
            "default_model_slug": self.slug,
            "thinking_effort": self.effort,
            "did_auto_switch_to_reasoning": False,
        }


@dataclass(slots=True)
class Stored:
    """One message of the tree, growing while it is written."""

    role: Role
    text: str = ""
    kind: Kind = "text"
    id: str = field(default_factory=new_id)
    status: Status = "finished_successfully"
    end_turn: bool | None = None
    channel: str | None = None
    hidden: bool = False
    thoughts: list[Thought] = field(default_factory=list)
    parts: Sequence[Json] = ()  # of a multimodal message
    attachments: Sequence[Json] = ()
    references: list[Json] = field(default_factory=list)
    extra: dict[str, Json] = field(default_factory=dict)  # metadata of its own
    finish: dict[str, Json] | None = None
    name: str | None = None  # of a tool
    recipient: str = "all"
    answering: Answering = field(default_factory=Answering)
    rest: list[Piece] = field(default_factory=list)  # what a "Continue generating" would add
    parent: str = ROOT
    exchange: str = ""
    created: float = field(default_factory=time.time)

    @property
    def visible_text(self) -> bool:
        spoken = self.kind in ("text", "multimodal_text") and self.role in ("user", "assistant")
        return spoken and not self.hidden and self.recipient == "all"

    @property
    def asks(self) -> bool:
        return self.role == "user" and self.visible_text

    def _content(self) -> dict[str, Json]:
        match self.kind:
            case "text":
                return {"content_type": "text", "parts": [self.text]}
            case "multimodal_text":
                return {"content_type": "multimodal_text", "parts": self.parts}
            case "code":
                return {"content_type": "code", "language": "unknown", "text": self.text}
            case "thoughts":
                steps = [{"summary": t.summary, "content": t.content, "chunks": []} for t in self.thoughts]
                return {"content_type": "thoughts", "thoughts": steps, "source_analysis_msg_id": self.id}
            case "reasoning_recap":
                return {"content_type": "reasoning_recap", "content": self.text}
            case "user_editable_context":
                return {
                    "content_type": "user_editable_context",
                    "user_profile": self.text,
                    "user_instructions": "",
                }

    def _metadata(self) -> dict[str, Json]:
        found: dict[str, Json] = {
            HIDDEN: self.hidden,
            "parent_id": self.parent,
            "turn_exchange_id": self.exchange,
        }
        if self.role in ("assistant", "tool"):
            found |= self.answering.json()
            found |= {"citations": [], "content_references": list(self.references)}
        if self.attachments:
            found["attachments"] = self.attachments
        if self.finish is not None:
            found |= {"finish_details": self.finish, "is_complete": True}
        return found | self.extra

    def json(self) -> dict[str, Json]:
        """The message as both shapes and the stream carry it."""
        return {
            "id": self.id,
            "author": {"role": self.role, "name": self.name, "metadata": {}},
            "create_time": self.created,
            "update_time": None,
            "content": self._content(),
            "status": self.status,
            "end_turn": self.end_turn,
            "weight": 0.0 if self.hidden and self.role == "system" else 1.0,
            "metadata": self._metadata(),
            "recipient": self.recipient,
            "channel": self.channel,
        }
