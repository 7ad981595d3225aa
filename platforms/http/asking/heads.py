"""Where the transcripts that callers send again go on: in the ledger, a moment behind the answers."""

import asyncio
from collections import OrderedDict
from contextlib import suppress

from bridge.bridge import Bridge
from bridge.errors import StorageError
from bridge.types import Head, Thread
from bridge.waiting.patience import until_stored

A_MOMENT = 0.1
"""Seconds for which they are gathered."""

GOODBYE = 1.0
"""Seconds that the ledger gets for it at the end."""

REMEMBERED = 10_000
"""Heads that are found without a look into the ledger."""


class Heads:
    """Of one server."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge, self._store = bridge, bridge.store
        self._new: dict[Thread, Head] = {}
        self._known: OrderedDict[tuple[str, str], Thread] = OrderedDict()
        self._task: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()
        self._closed = False

    async def load(self) -> None:
        """What an earlier run knew; without a ledger, nothing."""
        with suppress(StorageError):
            for head in await self._store.newest_heads(REMEMBERED):
                self._known.setdefault((head.caller, head.hash), head.thread)

    def put(self, head: Head) -> None:
        """The Thread ends here now. It is found from this moment on."""
        self._new[head.thread] = head
        self._known[head.caller, head.hash] = head.thread
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        if self._task is None and not self._closed:
            self._task = asyncio.create_task(self._soon(), name="heads")

    async def take(self, caller: str, hash: str) -> Thread | None:
        """The Thread that ends so, for one who asks: the ledger decides. Raises StorageError."""
        self._known.pop((caller, hash), None)
        await self._write()
        return await self._store.take_head(caller, hash)

    def recall(self, caller: str, hash: str) -> Thread | None:
        """The same as far as it is known without the ledger: where nothing depends on it but which Thread it is."""
        return self._known.pop((caller, hash), None)

    async def close(self) -> None:
        """Write what is left, if the ledger takes it now; what is lost costs a transcript that is typed again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        self._closed = True
        with suppress(StorageError, TimeoutError):
            async with asyncio.timeout(GOODBYE):
                await self._bridge.noted()  # and with that, what there is to put
                await self._write()

    async def _soon(self) -> None:
        try:
            while self._new:
                await asyncio.sleep(A_MOMENT)
                await until_stored(self._write)
        finally:
            self._task = None

    async def _write(self) -> None:
        async with self._writing:
            if not self._new:
                return
            some = dict(self._new)
            await self._bridge.noted()  # a head is that of a turn in the ledger
            await self._store.put_heads(list(some.values()))
            for thread, head in some.items():
                if self._new.get(thread) is head:
                    del self._new[thread]
