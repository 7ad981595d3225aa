"""What is shown of one answer while it comes: one writer, one reader, those who look on, and the text so far."""

import asyncio
import re
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from bridge.events import (
    Cut,
    Event,
    Held,
    Linked,
    Notice,
    Opened,
    Paused,
    ReadBy,
    Rewritten,
    Sent,
    Shown,
    Status,
    Text,
    Titled,
    Waiting,
)
from bridge.protocols import Backend, Links
from bridge.types import Turn

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # no database and no platform takes NUL or half of a surrogate pair


class Feed:
    """An async iterator over what is put in, until closed."""

    def __init__(self, *, alone: bool = False) -> None:
        self.alone = alone
        """Its asker may be answered by the backend that was asked, and by none that stands in for it."""
        self.text = ""
        self.closed = False
        """Nothing more comes."""
        self.began_at = 0.0
        """Unix seconds when the first text came; 0 before that."""
        self._linked = ""
        self._notices: list[Notice] = []
        self._busy: Shown | None = None
        """What is being done, or waited for, since the last text."""
        self._lookers: list[Feed] = []
        self._events: deque[Shown | None] = deque()
        self._there: asyncio.Future[None] | None = None
        """What the reader waits for."""

    def put(self, event: Event | Shown) -> None:
        match event:
            case Text(more):  # first, for it is nearly all that comes
                if _UNSTORABLE.search(more):
                    event = Text(_UNSTORABLE.sub("\ufffd", more))
                if not self.text:
                    self.began_at = self.began_at or time.time()
                self.text, self._busy = self.text + event.more, None
            case Opened() | Sent() | Titled() | ReadBy() | Cut() | Held():
                return  # the bridge's business, nothing to see
            case Rewritten(text):
                event = Rewritten(_UNSTORABLE.sub("\ufffd", text))
                self.text, self._busy = event.text, None
            case Status() | Waiting() | Paused():
                self._busy = event
            case Notice():
                self._notices.append(event)
            case _:
                pass
        self._add(event)
        for looker in self._lookers:
            looker.put(event)

    @contextmanager
    def looked_on(self) -> Iterator["Feed"]:
        """For one more reader: what came so far, and all that comes. Nobody waits for them."""
        looker = Feed()
        for event in (*self._notices, *([Text(self.text)] if self.text else ()), self._busy):
            if event is not None:
                looker.put(event)
        if self.closed:
            looker.close()
        self._lookers.append(looker)
        try:
            yield looker
        finally:
            self._lookers.remove(looker)

    def link(self, turn: Turn, backend: Backend | None) -> None:
        """Tell where the turn's conversation can be opened; a temporary one can't be."""
        if backend is None or turn.conversation is None or turn.question.temporary:
            return
        if isinstance(backend, Links) and (link := backend.link(turn.conversation)) != self._linked:
            self._linked = link
            self.put(Linked(link))

    @property
    def pending(self) -> bool:
        """The next event is there already: nobody has to wait for it."""
        return bool(self._events) and self._events[0] is not None

    def at_once(self) -> Shown | None:
        """The next event, if it is there already."""
        return self._events.popleft() if self.pending else None

    def close(self) -> None:
        self.closed = True
        self._add(None)
        for looker in self._lookers:
            looker.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Shown:
        while not self._events:
            self._there = asyncio.get_running_loop().create_future()
            await self._there
        event = self._events.popleft()
        if event is None:
            self._events.appendleft(None)  # so that reading on after the end ends again
            raise StopAsyncIteration
        return event

    def _add(self, event: Shown | None) -> None:
        self._events.append(event)
        if self._there is not None and not self._there.done():
            self._there.set_result(None)
