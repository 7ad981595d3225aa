"""The Store over SQLAlchemy: the steps of turns, conversations, Threads and ends, what is kept, and who enters."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry

from bridge.protocols import Encoder, Keyring, Store, Visits, Wishes
from storage import postgres
from storage.archive.sheets import Sheets
from storage.database import opened
from storage.entries import Entries
from storage.heads import Heads
from storage.kept import Kept
from storage.keys import Keys
from storage.ledger import Entered
from storage.merging import Merging
from storage.names import Called
from storage.noting import Noting
from storage.offers import Offers
from storage.past.bringing import Bringing
from storage.search.searching import Search
from storage.threads import Threads
from storage.visiting import Visiting
from storage.weeks import Weeks
from storage.wishing import Wishing

Connected = Callable[[Any, ConnectionPoolEntry], None]


class SqlStore(
    Merging,
    Threads,
    Heads,
    Kept,
    Offers,
    Noting,
    Entries,
    Sheets,
    Bringing,
    Called,
    Keys,
    Visiting,
    Wishing,
    Weeks,
    Search,
):
    """The ledger, whole."""


@asynccontextmanager
async def open_store(
    url: str,
    clock: Callable[[], float] = time.time,
    *,
    entered: Entered | None = None,
    connected: Connected | None = None,
    role: postgres.Role | None = None,
    index: Path | None = None,
    encoder: Encoder | None = None,
) -> AsyncIterator[SqlStore]:
    """The ledger in the database at ``url``; StorageError when it can't be used.

    ``connected`` has a look at every connection that is made from then on, and may refuse it. With a ``role`` it is
    opened by a process that answers what the ledger holds: on a server nobody else does, unless all are nodes.
    ``index``: the file for that of what was said, if it is not to be beside the ledger's own. With an
    ``encoder`` it is found by what it means, too.
    """
    async with opened(url) as database:
        if connected is not None:
            for engine in database.engines:
                event.listen(engine, "connect", connected)
        if role is not None and database.kind == "postgresql":
            await asyncio.to_thread(postgres.answer, database, role)
        store = SqlStore(replace(database, index=index or database.index), clock, entered)
        if encoder is not None:
            store.understand(encoder)
        try:
            yield store
        finally:
            await store.close()


_store: type[Store] = SqlStore
_keyring: type[Keyring] = SqlStore
_visits: type[Visits] = SqlStore
_wishes: type[Wishes] = SqlStore
