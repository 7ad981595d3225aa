"""Where a ledger is: a file of SQLite's, or a database of PostgreSQL's."""

from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from bridge.errors import StorageError
from storage.backup.files import wrong


def address_of(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:  # its own message repeats the url, which may hold a password
        raise wrong("backup_bad_url") from None


def file_of(address: URL) -> Path | None:
    """The file of a ledger of SQLite's."""
    if address.get_backend_name() != "sqlite":
        return None
    if not address.database or address.database == ":memory:":
        raise wrong("backup_bad_url")
    return Path(address.database)


def engine_of(url: str) -> Engine:
    """Of PostgreSQL's."""
    address = address_of(url)
    try:
        return create_engine(address.set(drivername="postgresql+psycopg"), pool_size=2)
    except ImportError as error:
        raise StorageError(what=str(error)) from error


def named(address: URL) -> str:
    """For people: without a password."""
    file = file_of(address)
    return str(file) if file is not None else address.render_as_string(hide_password=True)
