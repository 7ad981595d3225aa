"""Where a ledger is: a file of SQLite's, or a database of PostgreSQL's."""

from pathlib import Path

from sqlalchemy import URL, Engine, make_url, text
from sqlalchemy.exc import ArgumentError

from storage.backup.files import wrong
from storage.postgres import engine


def address_of(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # its own message repeats the url, which may hold a password
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
    if not address.drivername.startswith("postgres"):
        raise wrong("backup_bad_url")
    return engine(address)


WITHOUT_HASTE = text("SET LOCAL idle_in_transaction_session_timeout = 0")
"""While the file's side is at work the server's waits, for as long as a slow disk takes."""


def named(address: URL) -> str:
    """For people: without a password."""
    file = file_of(address)
    return str(file) if file is not None else address.set(query={}).render_as_string(hide_password=True)
