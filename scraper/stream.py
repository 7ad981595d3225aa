"""ChatGPT's answer stream (SSE, delta encoding v1, seen 2026-09), decoded as it comes. Pure: bytes in, state out.

It tells only what the stream proves. Its end, ``[DONE]`` and a quiet text prove nothing; the final message's own
status does.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from scraper.delta import Trees, Unreadable
from scraper.message import Message, read
from scraper.sse import EventStream, ServerEvent


@dataclass(slots=True)
class Decoder:
    """What one stream has told so far."""

    conversation: str | None = None
    title: str | None = None
    answer: Message | None = None
    """The message for the person, as far as it has come."""
    thinking: bool = False
    """The newest message is not for the person: thoughts, a tool, an aside."""
    error: str | None = None
    trusted: bool = True
    """False: something could not be read, so the text has to be compared with the conversation's JSON."""
    _events: EventStream = field(default_factory=EventStream)
    _trees: Trees = field(default_factory=Trees)

    @property
    def final(self) -> bool:
        return self.trusted and self.answer is not None and self.answer.is_final

    def feed(self, data: bytes) -> None:
        for event in self._events.feed(data):
            self._take(event)

    def _take(self, event: ServerEvent) -> None:
        if event.data in ("", "[DONE]", '"v1"'):
            return
        try:
            value = json.loads(event.data)
        except ValueError:
            self.trusted = False
            return
        if not isinstance(value, dict):
            return
        if event.name == "delta":
            self._delta(value)
        elif "type" in value:
            self._typed(value)
        elif "message" in value or "error" in value:
            self._trees.trees[self._trees.channel] = value  # a whole frame, as before encoding v1
            self._look()

    def _delta(self, delta: dict[str, Any]) -> None:
        try:
            self._trees.apply(delta)
        except Unreadable:
            self.trusted = False
        else:
            self._look()

    def _look(self) -> None:
        """What the newest message says now."""
        tree = self._trees.newest
        if not isinstance(tree, dict):
            return
        self.conversation = tree.get("conversation_id") or self.conversation
        if tree.get("error"):
            self.error = _words(tree["error"])
        if not isinstance(tree.get("message"), dict):
            return
        message = read(tree["message"])
        if message.is_answer:
            self.answer, self.thinking = message, False
        elif message.role in ("assistant", "tool"):
            self.thinking = True

    def _typed(self, value: dict[str, Any]) -> None:
        self.conversation = value.get("conversation_id") or self.conversation
        match value["type"]:
            case "title_generation":
                self.title = value.get("title") or self.title
            case "error" | "stream_quota_check":
                self.error = _words(value.get("error") or value.get("detail") or value.get("message"))
            case _:
                pass
        if value.get("error"):
            self.error = _words(value["error"])


def _words(error: object) -> str:
    if isinstance(error, dict):
        error = error.get("message") or error.get("code") or error
    return str(error or "an error without words")
