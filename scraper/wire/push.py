"""What ChatGPT tells its page over the WebSocket (seen 2026-07). Pure.

A frame is JSON: messages of topics, and replies to a subscription with what was told before (``catchups``). An
answer is a topic of its own, ``conversation-turn-…``; each of its items holds a piece of the stream that otherwise
comes as the answer to the question. Items come twice, and not always in order; each names the one before it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of an answer's stream."""

    topic: str
    conversation: str
    id: str
    parent: str | None
    text: str = field(repr=False)
    """One or more server-sent events."""
    caught_up: bool = False
    """Told again, because the page has just subscribed."""


@dataclass(frozen=True, slots=True)
class TurnOver:
    """Nothing more is being written in this conversation, or on this topic."""

    topic: str
    conversation: str


def news(frame: str) -> tuple[Item | TurnOver, ...]:
    """Out of one frame; what is something else is left out."""
    try:
        value = json.loads(frame)
    except ValueError:
        return ()
    return tuple(_news(value, "", caught_up=False))


def _news(value: object, topic: str, *, caught_up: bool) -> Iterator[Item | TurnOver]:
    if isinstance(value, list):
        for one in value:
            yield from _news(one, topic, caught_up=caught_up)
    if not isinstance(value, dict):
        return
    topic = str(value.get("topic_id") or topic)
    conversation = str(value.get("conversation_id") or "")
    if isinstance(text := value.get("encoded_item"), str):
        id_, parent = str(value.get("stream_item_id") or ""), value.get("parent_stream_item_id")
        yield Item(topic, conversation, id_, str(parent) if parent else None, text, caught_up)
    elif value.get("type") in ("done", "conversation-turn-complete"):
        yield TurnOver(topic, conversation)
    else:
        for key, inner in value.items():
            yield from _news(inner, topic, caught_up=caught_up or key == "catchups")


@dataclass(slots=True)
class Chain:
    """The items of one topic, each once and in order."""

    _told: set[str] = field(default_factory=set)
    _waiting: dict[str, Item] = field(default_factory=dict)

    @property
    def broken(self) -> bool:
        """An item is missing before one that has come."""
        return bool(self._waiting)

    def take(self, items: list[Item]) -> list[Item]:
        """Those that can be read now. What was told when the page subscribed begins wherever it begins."""
        new = [item for item in items if item.id not in self._told and item.id not in self._waiting]
        if any(item.caught_up for item in new):
            known = {item.id for item in new} | self._told | self._waiting.keys()
            self._told |= {item.parent for item in new if item.parent and item.caught_up} - known
        self._waiting |= {item.id or f"nameless {number}": item for number, item in enumerate(new)}
        ready = []
        while now := [key for key, item in self._waiting.items() if self._follows(item)]:
            for key in now:
                ready.append(item := self._waiting.pop(key))
                self._told |= {item.id} - {""}
        return ready

    def _follows(self, item: Item) -> bool:
        return item.parent is None or item.parent in self._told
