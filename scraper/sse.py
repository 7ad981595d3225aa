"""Server-sent events from bytes that are cut anywhere: inside a character, a line or a line end. Pure.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

import codecs
import re
from dataclasses import dataclass, field

_LINE_END = re.compile(r"\r\n|\n|\r(?!$)")  # a \r at the very end may be half of \r\n


@dataclass(frozen=True, slots=True)
class ServerEvent:
    name: str
    data: str


@dataclass(slots=True)
class EventStream:
    """Feed it bytes, it gives the events that are complete."""

    _characters: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )
    _rest: str = ""
    _name: str = ""
    _data: list[str] = field(default_factory=list)

    def feed(self, data: bytes) -> list[ServerEvent]:
        *lines, self._rest = _LINE_END.split(self._rest + self._characters.decode(data))
        return [event for line in lines if (event := self._take(line)) is not None]

    def _take(self, line: str) -> ServerEvent | None:
        if line == "":
            event = ServerEvent(self._name or "message", "\n".join(self._data)) if self._data else None
            self._name, self._data = "", []
            return event
        key, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if key == "data":
            self._data.append(value)
        elif key == "event":
            self._name = value
        return None
