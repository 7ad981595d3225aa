"""The conversations the practice site keeps, and the two JSON shapes they are read in.

Shapes as observed 2026-08 (singular, a mapping) and 2026-09 (plural, flat): facts, section 7.5.
"""

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

from scraper.practice.brain import Message, Thought
from scraper.practice.json import Json

Role = Literal["system", "user", "assistant"]
Kind = Literal["text", "thoughts", "reasoning_recap", "user_editable_context"]
Status = Literal["in_progress", "finished_successfully", "finished_partial_completion"]

ROOT = "client-created-root"
MODEL = "gpt-5-6-thinking"
HIDDEN = "is_visually_hidden_from_conversation"


def new_id() -> str:
    return str(uuid4())


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
    attachments: Sequence[Json] = ()
    finish: dict[str, Json] | None = None
    parent: str = ROOT
    exchange: str = ""
    created: float = field(default_factory=time.time)

    @property
    def visible_text(self) -> bool:
        return self.kind == "text" and not self.hidden and self.role != "system"

    def _content(self) -> dict[str, Json]:
        match self.kind:
            case "text":
                return {"content_type": "text", "parts": [self.text]}
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
        if self.role == "assistant":
            found |= {"model_slug": MODEL, "resolved_model_slug": MODEL, "default_model_slug": MODEL}
            found |= {"citations": [], "content_references": []}
        if self.attachments:
            found["attachments"] = self.attachments
        if self.finish is not None:
            found |= {"finish_details": self.finish, "is_complete": True}
        return found

    def json(self) -> dict[str, Json]:
        """The message as both shapes and the stream carry it."""
        return {
            "id": self.id,
            "author": {"role": self.role, "name": None, "metadata": {}},
            "create_time": self.created,
            "update_time": None,
            "content": self._content(),
            "status": self.status,
            "end_turn": self.end_turn,
            "weight": 0.0 if self.hidden and self.role == "system" else 1.0,
            "metadata": self._metadata(),
            "recipient": "all",
            "channel": self.channel,
        }


@dataclass(slots=True)
class Conversation:
    """A straight line of messages with its title; what `/c/<id>` shows."""

    id: str = field(default_factory=new_id)
    title: str = "New chat"
    temporary: bool = False
    messages: list[Stored] = field(default_factory=list)
    created: float = field(default_factory=time.time)
    updated: float = field(default_factory=time.time)
    generating: bool = False

    @property
    def current_node(self) -> str:
        return self.messages[-1].id if self.messages else ROOT

    @property
    def questions(self) -> list[str]:
        """Each user message exactly as it was POSTed."""
        return [m.text for m in self.messages if m.role == "user" and m.visible_text]

    @property
    def answers(self) -> list[str]:
        """Each text the assistant wrote, interim ones included, finished or not."""
        return [m.text for m in self.messages if m.role == "assistant" and m.visible_text]

    def add(self, message: Stored) -> Stored:
        message.parent = self.current_node
        self.messages.append(message)
        self.updated = time.time()
        return message

    def history(self) -> list[Message]:
        """What a brain gets to see."""
        return list(self._visible())

    def _visible(self) -> Iterator[Message]:
        for stored in self.messages:
            if stored.visible_text and stored.role != "system":
                yield Message(stored.role, stored.text)

    def _head(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "create_time": self.created,
            "update_time": self.updated,
            "current_node": self.current_node,
            "conversation_id": self.id,
            "default_model_slug": MODEL,
            "is_archived": False,
            "gizmo_id": None,
            "safe_urls": [],
            "blocked_urls": [],
            "async_status": None,
        }

    def row(self) -> dict[str, Json]:
        """One line of the sidebar's list."""
        return {"id": self.id, "title": self.title, "create_time": self.created, "update_time": self.updated}

    def flat(self, turns: int, before: str | None = None) -> dict[str, Json]:
        """The plural shape: the last `turns` exchanges (before a cursor), in order of time."""
        end = len(self.messages)
        if before is not None:
            end = next((n for n, m in enumerate(self.messages) if m.id == before), 0)
        asked = [n for n in range(end) if self.messages[n].role == "user" and not self.messages[n].hidden]
        start = asked[-turns] if len(asked) > turns else 0
        page = self.messages[start:end]
        return self._head() | {
            "messages": [m.json() for m in page],
            "page_info": {
                "start_cursor": page[0].id if page else None,
                "end_cursor": page[-1].id if page else None,
                "has_previous_page": start > 0,
                "has_next_page": end < len(self.messages),
            },
            "context_truncation_continuation": None,
        }

    def tree(self) -> dict[str, Json]:
        """The singular, older shape: a mapping of nodes."""
        ids = [ROOT, *(m.id for m in self.messages)]
        children = dict(itertools.pairwise(ids))
        nodes: dict[str, Json] = {}
        for at, message in zip(ids, [None, *self.messages], strict=True):
            nodes[at] = {
                "id": at,
                "message": message.json() if message else None,
                "parent": message.parent if message else None,
                "children": [children[at]] if at in children else [],
            }
        return self._head() | {"mapping": nodes, "moderation_results": []}
