"""A wire that can be cut: it stands between a client and its server, in the test's own loop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Literal

Lost = Literal["request", "reply"]
"""What is cut off: before the server has it, or when it has answered."""

Which = Callable[[bytes], Lost | None]


class Wire:
    """Listens on a port of loopback and passes on what comes, to the server's port and back."""

    def __init__(self, server: int) -> None:
        self.port = 0
        self.requests = 0
        """So many the clients have sent."""
        self.cuts = 0
        """So many it had."""
        self._server = server
        self._listening: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._which: Which = _none
        self._then: Which = _none

    async def connect(self) -> None:
        """Again, too."""
        self._listening = await asyncio.start_server(self._pass_on, "127.0.0.1", self.port)
        self.port = self._listening.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """All connections; new ones can be made."""
        self.cuts += 1
        for end in self._ends:
            end.close()

    async def disconnect(self) -> None:
        """The server is away."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        self.cut()

    def cut_at(self, which: int | bytes, lost: Lost) -> None:
        """Once: at the request that comes after so many, or has this in it."""
        last = self.requests + which + 1 if isinstance(which, int) else 0
        word = which if isinstance(which, bytes) else b""
        self._which = lambda request: lost if word in request and self.requests >= last else None

    def cut_next_at(self, word: bytes, lost: Lost) -> None:
        """Once more after that one: at the request that has this in it."""
        self._then = lambda request: lost if word in request else None

    async def _pass_on(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._server)
        ends = {to_client, to_server}
        self._ends |= ends
        losing = asyncio.Event()
        answering = asyncio.create_task(self._answer(from_server, to_client, losing))
        try:
            with suppress(ConnectionError):
                while request := await from_client.read(65536):
                    self.requests += 1
                    match self._which(request):
                        case "request":
                            self._cut()
                            break
                        case "reply":
                            losing.set()
                    to_server.write(request)
        finally:
            if not losing.is_set():
                to_server.close()
            await answering
            self._ends -= ends

    async def _answer(
        self, from_server: asyncio.StreamReader, to_client: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        with suppress(ConnectionError):
            while reply := await from_server.read(65536):
                if losing.is_set():
                    self._cut()
                    break
                to_client.write(reply)
        to_client.close()

    def _cut(self) -> None:
        self._which, self._then = self._then, _none
        self.cut()


def _none(request: bytes) -> Lost | None:
    return None


@asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[Wire]:
    wire = Wire(port)
    await wire.connect()
    yield wire
    await wire.disconnect()
