"""Opening the database that a URL names."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bridge.errors import StorageError
from bridge.texts import Phrase
from storage import postgres, sqlite
from storage.engines import Database
from storage.migrating import NEWEST

__all__ = ["NEWEST", "Database", "opened"]

KINDS = {
    "sqlite": sqlite.opened,
    "sqlite+aiosqlite": sqlite.opened,
    "postgres": postgres.opened,  # as hosting services write it
    "postgresql": postgres.opened,
    "postgresql+psycopg": postgres.opened,
}


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database that is there, writable and of this version.

    ``url`` is SQLAlchemy's, ``sqlite:///file`` or ``postgresql://user@host/name``. Raises StorageError, which says
    what is wrong with it.
    """
    address = _address(url)
    if address.drivername not in KINDS:
        raise StorageError(what=Phrase("storage_kind", kind=address.drivername))
    async with KINDS[address.drivername](address) as database:
        yield database


def _address(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # its own message repeats the url, which may hold a password
        raise StorageError(what=Phrase("backup_bad_url")) from None
