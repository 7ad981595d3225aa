"""A conversation's JSON as the page fetches it on every load, flat or as a tree (seen 2026-09). Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scraper.message import Message, read


@dataclass(frozen=True, slots=True)
class Conversation:
    """The branch that the page shows, oldest message first."""

    title: str
    messages: tuple[Message, ...]

    def question(self, anchor: str) -> Message | None:
        """Our own message, by its id."""
        return next((m for m in self.messages if m.id == anchor), None)

    @property
    def last_question(self) -> Message | None:
        return next((m for m in reversed(self.messages) if m.is_question), None)

    def asked(self, texts: Sequence[str], since: float) -> Message | None:
        """The newest question with one of these texts, not older than ``since`` (Unix seconds).

        The page may have escaped Markdown or changed white space; asking twice would be worse than a wrong match.
        """
        wanted = {_bare(text) for text in texts}
        same = (m for m in reversed(self.messages) if m.is_question and _bare(m.text) in wanted)
        return next((m for m in same if m.created >= since), None)

    def answer(self, anchor: str) -> Message | None:
        """The last thing said to the person after the question, before the next question."""
        found, answer = False, None
        for message in self.messages:
            if message.id == anchor:
                found = True
            elif found and message.is_question:
                break
            elif found and message.is_answer:
                answer = message
        return answer


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of conversations."""

    id: str
    created: float


def parse(value: dict[str, Any]) -> Conversation:
    """Raises KeyError, TypeError or ValueError when it is no conversation."""
    raw = value["messages"] if "messages" in value else _branch(value)
    return Conversation(
        title=value.get("title") or "",
        messages=tuple(read(message) for message in raw if message),
    )


def parse_list(value: dict[str, Any]) -> list[Listed]:
    """Raises KeyError, TypeError or ValueError when it is no list of conversations."""
    return [Listed(item["id"], _seconds(item.get("create_time"))) for item in value["items"]]


def _bare(text: str) -> str:
    return re.sub(r"[\s\\]", "", unicodedata.normalize("NFC", text))


def _branch(value: dict[str, Any]) -> list[dict[str, Any]]:
    """From the current leaf up to the root, turned round."""
    mapping, node = value["mapping"], value.get("current_node")
    branch = []
    while node:
        branch.append(mapping[node].get("message"))
        node = mapping[node].get("parent")
    return branch[::-1]


def _seconds(time: object) -> float:
    if isinstance(time, str):
        return datetime.fromisoformat(time).timestamp()
    return float(time) if isinstance(time, int | float) else 0.0
