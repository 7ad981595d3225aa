"""What is said when the database fails while it is used: why, and what helps."""

import sqlite3

from sqlalchemy.exc import SQLAlchemyError

from bridge.errors import StorageAway, StorageError
from bridge.texts import Phrase
from storage.engines import reason

AWAY = "storage_away"

SQLITE = {
    sqlite3.SQLITE_FULL: "storage_full",
    sqlite3.SQLITE_BUSY: "storage_held",
    sqlite3.SQLITE_LOCKED: "storage_held",
    sqlite3.SQLITE_READONLY: "storage_read_only",
    sqlite3.SQLITE_CANTOPEN: "storage_gone",
    sqlite3.SQLITE_IOERR: "storage_disk",
    sqlite3.SQLITE_CORRUPT: "storage_damaged",
    sqlite3.SQLITE_NOTADB: "storage_damaged",
}

POSTGRESQL = {
    "53100": "storage_full",
    "53": AWAY,  # it has not enough of something
    "55P03": "storage_held",
    "25006": "storage_read_only",
    "57": AWAY,
    "08": AWAY,
    "XX001": "storage_damaged",
    "XX002": "storage_damaged",
}
"""By the whole code, or by its class."""


def trouble(error: SQLAlchemyError) -> StorageError:
    """It is tried again by whoever can wait; so most of it goes on by itself."""
    cure = _cure(getattr(error, "orig", None)) or "storage_failed"
    kind = StorageAway if cure == AWAY else StorageError
    return kind(what=Phrase(cure, why=reason(error).rstrip(".")))


def away(error: SQLAlchemyError) -> bool:
    """The server can't be reached, or takes nobody just now."""
    return _cure(getattr(error, "orig", None)) == AWAY


def _cure(driver: BaseException | None) -> str | None:
    if isinstance(driver, sqlite3.Error):
        return SQLITE.get(getattr(driver, "sqlite_errorcode", 0) & 0xFF)
    code = getattr(driver, "sqlstate", None)
    if code is None:  # no server has said it
        return None if driver is None else AWAY
    return POSTGRESQL.get(code) or POSTGRESQL.get(code[:2])
