"""`threadbridge doctor ledger`: whether the ledger is whole, line by line, and what to do. Nothing is changed.

Beside a Threadbridge at work, too: it only reads, of one moment.
"""

import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from bridge.errors import BridgeError
from bridge.lines import Lines, Words
from bridge.texts import Phrase
from bridge.types import State
from storage.backup.files import backups_in, damaged, read_from
from storage.backup.places import address_of, engine_of, file_of, named
from storage.migrating import NEWEST, version_of

LONG_LOG = 64_000_000
"""Bytes: SQLite's log is that long only while somebody reads for very long."""

LITTLE_ROOM = 200_000_000
"""Bytes."""

STUCK = 3600.0
"""Seconds after which a turn that is not at its end is worth a look."""

OLD = 30 * 86_400.0
"""Seconds after which a backup is an old one."""

_STATES = ", ".join(f"'{state}'" for state in State)

IMPOSSIBLE: Mapping[str, str] = {
    "ledger_unknown_state": f"turns WHERE state NOT IN ({_STATES})",
    "ledger_ended_early": "turns WHERE ended AND state NOT IN ('delivered', 'failed', 'withdrawn')",
    "ledger_never_ended": "turns WHERE NOT ended AND state IN ('delivered', 'withdrawn')",
    "ledger_asked_at_no_time": "turns WHERE state IN ('asking', 'asked') AND asking_at = 0",
    "ledger_without_home": "turns WHERE home = ''",
    "ledger_not_erased": "turns WHERE state = 'withdrawn' AND (text <> '' OR answer <> '' OR preface <> '')",
    "ledger_of_tomorrow": "turns WHERE accepted_at > :tomorrow",
    "ledger_files_of_erased": "turns WHERE state = 'withdrawn' AND id IN (SELECT turn FROM files)",
    "ledger_chained": "(SELECT 0 AS id FROM joined WHERE home IN (SELECT thread FROM joined)) AS chained",
}
"""What no ledger of ours ever holds, whatever crashed when."""


def examine(url: str, backups: Path, lines: Lines, *, full: bool = False) -> bool:
    """Whether all is well. ``full``: every index is compared with its table, which takes a while."""
    try:
        Doctor(address_of(url), lines).examine(url, full=full)
    except BridgeError as error:
        lines.line("!!", error.say(lines.language))
    Backups(lines).look(backups)
    return lines.end()


class Doctor(Words):
    """Of one ledger."""

    def __init__(self, address: URL, lines: Lines) -> None:
        super().__init__(lines)
        self._address = address
        self._file = file_of(address)

    def examine(self, url: str, *, full: bool) -> None:
        if self._file is not None and not self._file.is_file():
            return self.note("ledger_none", ledger=self._file)
        engine = engine_of(url) if self._file is None else _reader(self._file)
        try:
            if self._file is None or self._sound(self._file, full=full):
                with engine.connect() as connection:
                    self._look(connection)
        except SQLAlchemyError as error:
            reason = getattr(error, "orig", None) or error
            self.bad("ledger_unreadable", ledger=named(self._address), what=" ".join(str(reason).split()))
        finally:
            engine.dispose()

    def _sound(self, file: Path, *, full: bool) -> bool:
        """The file itself."""
        self._belongs_to_its_owner(file)
        self._has_room(file)
        try:
            with closing(read_from(file)) as connection:
                damage = damaged(connection, whole=full)
        except sqlite3.Error as error:
            damage = [str(error)]
        if damage:
            self.bad("ledger_damaged", ledger=file, what="; ".join(damage))
        else:
            self.good("ledger_whole" if full else "ledger_readable")
        return not damage

    def _belongs_to_its_owner(self, file: Path) -> None:
        if os.name != "nt" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            self.bad("ledger_open", ledger=file)

    def _has_room(self, file: Path) -> None:
        size, log = file.stat().st_size, file.with_name(file.name + "-wal")
        free = shutil.disk_usage(file.parent).free
        known = {"ledger": file, "size": _mb(size), "free": _mb(free)}
        if free < LITTLE_ROOM:
            self.bad("ledger_no_room", **known)
        else:
            self.good("ledger_place", **known)
        if log.exists() and log.stat().st_size > LONG_LOG:
            self.note("ledger_long_log", size=_mb(log.stat().st_size))

    def _look(self, connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            self._look_at_server(connection)
        version = version_of(connection)
        if version is None:
            return self.note("ledger_none", ledger=named(self._address))
        if version > NEWEST:
            return self.bad("ledger_newer", version=version, newest=NEWEST)
        if version < NEWEST:
            return self.note("ledger_older", version=version, newest=NEWEST)
        return self._look_at_turns(connection, version)

    def _look_at_turns(self, connection: Connection, version: str) -> None:
        count, waiting = connection.execute(
            text("SELECT count(*), coalesce(sum(CASE WHEN ended THEN 0 ELSE 1 END), 0) FROM turns")
        ).one()
        self.good("ledger_turns", count=f"{count:,}", waiting=f"{waiting:,}", version=version)
        self._look_for_the_stuck(connection)
        self._look_for_the_impossible(connection)

    def _look_for_the_stuck(self, connection: Connection) -> None:
        """What somebody may want to do something about."""
        waits = "SELECT count(*), min(id) FROM turns WHERE NOT ended AND accepted_at < :then AND retried_at < :then"
        count, first = connection.execute(text(waits), {"then": time.time() - STUCK}).one()
        if count:
            self.note("ledger_stuck", count=f"{count:,}", hours=round(STUCK / 3600), first=first)
        if count := connection.execute(text("SELECT count(*) FROM turns WHERE given_up_at > 0")).scalar_one():
            self.note("ledger_given_up", count=f"{count:,}")

    def _look_for_the_impossible(self, connection: Connection) -> None:
        tomorrow, well = {"tomorrow": time.time() + 86_400}, True
        for what, where in IMPOSSIBLE.items():
            query = text(f"SELECT count(*), min(id) FROM {where}")  # noqa: S608 - a condition of ours
            count, first = connection.execute(query, tomorrow if ":tomorrow" in where else {}).one()
            if count:
                well = False
                self.bad("ledger_impossible", count=count, first=first, what=Phrase(what))
        if well:
            self.good("ledger_possible", count=len(IMPOSSIBLE))

    def _look_at_server(self, connection: Connection) -> None:
        query = "SELECT current_setting('server_version'), pg_database_size(current_database())"
        version, size = connection.execute(text(query)).one()
        self.good("ledger_server", ledger=named(self._address), version=version, size=_mb(size))
        query = "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()"
        if failures := connection.execute(text(query)).scalar():
            self.bad("ledger_checksums", count=failures)


class Backups(Words):
    """Whether there is one to go back to."""

    def look(self, folder: Path) -> None:
        made = backups_in(folder)
        if not made:
            return self.note("ledger_no_backup", folder=folder)
        newest = made[-1].stat().st_mtime
        day = f"{datetime.fromtimestamp(newest, UTC).astimezone():%Y-%m-%d %H:%M}"
        tell = self.note if time.time() - newest > OLD else self.good
        return tell("ledger_backup", file=made[-1], day=day)


def _reader(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    return engine


def _mb(size: int) -> str:
    return f"{size / 1_000_000:,.1f}"
