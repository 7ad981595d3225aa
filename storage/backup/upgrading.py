"""Before a new version changes the ledger it is kept as it was, so that an older version can be gone back to."""

import logging
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from bridge.errors import StorageError
from storage.backup.files import read_from
from storage.backup.saving import save
from storage.migrating import NEWEST

logger = logging.getLogger(__name__)

FOLDER = "backups"
"""Beside the ledger."""

OURS = re.compile(r"before-\d{4}\.db")

KEPT = 2
"""Upgrades that can be taken back."""


def keep_what_was(ledger: Path) -> None:
    """Where a migration is to come. Without room for it, or where it can't be read, it is done without."""
    version = _version(ledger)
    file = ledger.parent / FOLDER / f"before-{NEWEST}.db"
    if version is None or version >= NEWEST or file.exists():  # an earlier start may have been broken off behind it
        return
    try:
        save(f"sqlite:///{ledger}", file)
        _keep_the_newest(file.parent)
        logger.info("upgraded from version %s to %s; as it was before it is in %s", version, NEWEST, file)
    except (StorageError, OSError) as error:
        logger.warning("upgraded from version %s without a backup: %s", version, error)


def _keep_the_newest(folder: Path) -> None:
    for old in sorted(one for one in folder.iterdir() if OURS.fullmatch(one.name))[:-KEPT]:
        old.unlink(missing_ok=True)


def _version(ledger: Path) -> str | None:
    """None where there is nothing to keep."""
    try:
        with closing(read_from(ledger)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return None
    return None if found is None else str(found[0])
