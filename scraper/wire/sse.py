"""Server-sent events from bytes that are cut anywhere: inside a character, a line or a line end. Pure.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

The data of an event stays bytes: no line end is part of a character, and what reads JSON reads UTF-8 itself.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

_MARK = "\ufeff".encode()  # a byte order mark may stand at the very beginning


class ServerEvent(NamedTuple):
    name: str
    data: bytes


@dataclass(slots=True)
class EventStream:
    """Feed it bytes, it gives the events that are complete."""

    _rest: list[bytes] = field(default_factory=list)
    _after_return: bool = False
    """The last byte was a \\r, which may be half of a line end."""
    _begun: bool = False
    _name: str = "message"
    _data: list[bytes] = field(default_factory=list)

    def feed(self, data: bytes) -> list[ServerEvent]:
        if self._after_return and data:
            data = data.removeprefix(b"\n")
            self._after_return = False
        if not data:
            return []
        self._after_return = data.endswith(b"\r")
        lines = data.splitlines()
        rest = None if data.endswith((b"\n", b"\r")) else lines.pop()
        if lines:
            lines[0] = b"".join([*self._rest, lines[0]])
            self._rest.clear()
            if not self._begun:
                lines[0], self._begun = lines[0].removeprefix(_MARK), True
        if rest is not None:
            self._rest.append(rest)
        return self._taken(lines)

    def _taken(self, lines: list[bytes]) -> list[ServerEvent]:
        events = []
        for line in lines:
            if line.startswith(b"data: "):
                self._data.append(line[6:])
            elif not line:
                if self._data:
                    events.append(ServerEvent(self._name, b"\n".join(self._data)))
                    self._data.clear()
                self._name = "message"
            else:
                self._field(line)
        return events

    def _field(self, line: bytes) -> None:
        key, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if key == b"data":
            self._data.append(value)
        elif key == b"event":
            self._name = value.decode("utf-8", "replace") or "message"
