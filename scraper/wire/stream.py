"""ChatGPT's answer stream (SSE, delta encoding v1, seen 2026-09), decoded as it comes. Pure: bytes in, state out.

It tells only what the stream proves. Its end, ``[DONE]`` and a quiet text prove nothing; the final message's own
status does.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from scraper.reading.answer import Answer, answer_of
from scraper.wire.delta import Trees, Unreadable
from scraper.wire.message import Message, read
from scraper.wire.refusal import Words, words
from scraper.wire.sse import EventStream, ServerEvent

PARTS = "/message/content/parts/"


@dataclass(slots=True)
class Decoder:
    """What one stream has told so far, and where it was handed over to another, both."""

    conversation: str | None = None
    question: str | None = None
    """The id of the question that it answers."""
    title: str | None = None
    model: str = ""
    """The model that really answers, where it is told apart from the messages."""
    thinking: bool = False
    """The newest message is not for the person: thoughts, a tool, an aside."""
    note: str = ""
    """What the model is busy with while it is thinking."""
    error: Words | None = None
    blocked: bool = False
    """Because of the site's policies."""
    topics: tuple[str, ...] = ()
    """Where the rest is told, when it was handed over: names of topics on the WebSocket, or of a stream."""
    handed_over: bool = False
    """The rest comes another way."""
    complete: bool = False
    """Nothing more comes."""
    trusted: bool = True
    """False: something could not be read, so the text has to be compared with the conversation's JSON."""
    _resets: object = None
    _events: EventStream = field(default_factory=EventStream)
    _trees: Trees = field(default_factory=Trees)
    _messages: dict[str, Message] = field(default_factory=dict)
    _growing: Message | None = None
    """The message of the answer to whose end text is being appended, and what is not in it yet."""
    _pieces: list[str] = field(default_factory=list)
    _more: list[str] = field(default_factory=list)
    _stale: bool = False
    _changed: bool = False
    _answer: Answer | None = None
    _earlier: set[str] = field(default_factory=set)
    """Messages that had begun before the hand-over: whether every piece of them came, nobody knows."""

    @property
    def answer(self) -> Answer | None:
        """The answer as far as it has come."""
        self._settle()
        return self._answer

    @property
    def final(self) -> bool:
        """The end is proven, and every piece was understood."""
        if not self.trusted or (answer := self._answer) is None or answer.last is None:
            return False
        return answer.is_final and answer.last.id not in self._earlier

    def news(self) -> tuple[Answer | None, str]:
        """Since the last time: the answer if more than its end is different, else what was appended to it."""
        changed, more = self._changed, "".join(self._more)
        self._changed = False
        self._more.clear()
        return (self.answer, "") if changed else (None, more)

    def feed(self, data: bytes) -> None:
        for event in self._events.feed(data):
            self._take(event)
        if self._stale:
            self._look()

    def go_on(self) -> None:
        """What comes now comes another way, from its beginning or from where this one ended."""
        self._events, self.complete, self.handed_over = EventStream(), False, False
        self._earlier |= {m.id for m in self._messages.values() if m.source and m.status == "in_progress"}

    def _take(self, event: ServerEvent) -> None:
        if event.data[:1] != b"{":
            self.complete = self.complete or event.data == b"[DONE]"
            self.trusted = self.trusted and (event.name != "delta" or not event.data)
            return
        try:
            value = orjson.loads(event.data)
        except ValueError:
            self.trusted = False
            return
        if event.name == "delta" or not ("type" in value or "message" in value or "error" in value):
            self._delta(value)
        elif "type" in value:
            self._typed(value)
        else:
            self._trees.put(value)  # a whole frame, as before encoding v1
            self._look()

    def _delta(self, delta: dict[str, Any]) -> None:
        more = self._trees.appended(delta)
        if more is None:
            self._change(delta)
        elif self._growing is None:
            self._stale = True
        else:
            self._pieces.append(more)
            self._more.append(more)

    def _change(self, delta: dict[str, Any]) -> None:
        if self._stale:
            self._look()  # the message may be gone from its tree after this
        try:
            self._trees.change(delta)
        except Unreadable:
            self.trusted = False
        else:
            self._look()

    def _look(self) -> None:
        """What the newest message says now."""
        self._settle()
        self._growing, self._stale = None, False
        tree = self._trees.newest
        if not isinstance(tree, dict):
            return
        self.conversation = tree.get("conversation_id") or self.conversation
        if tree.get("error"):
            self.error = words(tree["error"], tree.get("error_code"))
        if not isinstance(tree.get("message"), dict):
            return
        try:
            message = read(tree["message"])
        except (AttributeError, TypeError, KeyError):
            self.trusted = False
        else:
            self._said(message)

    def _said(self, message: Message) -> None:
        if self._trees.pointer == "" and self._trees.operation != "patch":
            self._earlier.discard(message.id)
        self._messages[message.id] = message
        self._changed, self._answer = True, answer_of(self._messages.values())
        if self._answer is not None and message is self._answer.last:
            self.thinking = False
            self._growing = message if self._appends(message) else None
        elif message.role in ("assistant", "tool") and not message.hidden:
            self.thinking, self.note = True, message.note or self.note

    def _appends(self, message: Message) -> bool:
        """Whether the delta before appended to the end of its text."""
        trees = self._trees
        if trees.operation != "append" or not trees.pointer.startswith(PARTS):
            return False
        parts = trees.newest["message"]["content"]["parts"]
        return trees.pointer == f"{PARTS}{len(parts) - 1}" and isinstance(parts[-1], str)

    def _settle(self) -> None:
        """Put the pieces that were appended into their message."""
        if self._growing is not None and self._pieces:
            self._growing = replace(self._growing, source=self._growing.source + "".join(self._pieces))
            self._messages[self._growing.id] = self._growing
            self._answer = answer_of(self._messages.values())
        self._pieces.clear()

    def _typed(self, value: dict[str, Any]) -> None:
        self.conversation = value.get("conversation_id") or self.conversation
        match value["type"]:
            case "input_message":
                message = value.get("input_message") or {}
                if (message.get("author") or {}).get("role") == "user":
                    self.question = message.get("id") or self.question
            case "title_generation":
                self.title = value.get("title") or self.title
            case "server_ste_metadata":
                self.model = (value.get("metadata") or {}).get("model_slug") or self.model
            case "stream_handoff":
                self.handed_over = True
                options = [one for one in value.get("options") or () if isinstance(one, dict)]
                self.topics += tuple(str(one["topic_id"]) for one in options if one.get("topic_id"))
            case "message_stream_complete" | "done":
                self.complete = True
            case "moderation":
                self.blocked = self.blocked or bool((value.get("moderation_response") or {}).get("blocked"))
            case "conversation_detail_metadata":
                self._resets = _resets(value.get("blocked_features"))
            case "error" | "stream_quota_check" as kind:
                said = value.get("error") or value.get("detail") or value.get("message")
                self.error = words(said, kind, self._resets)
            case _:
                pass
        if value.get("error") and self.error is None:
            self.error = words(value["error"], value.get("error_code"))


def _resets(blocked: object) -> object:
    """When questions can be sent again, where they can't."""
    features = [one for one in blocked if isinstance(one, dict)] if isinstance(blocked, list) else []
    return next((one.get("resets_after") for one in features if one.get("name") == "send"), None)
