"""Opening the database: who may read it, what it is set to, and what is said when it can't be used."""

import asyncio
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine

from bridge.errors import StorageError
from bridge.types import Anchor, Conversation, ConversationId, MessageId, Part, Question, State, Thread
from storage import models
from storage.database import NEWEST, Database, opened
from storage.store import open_store

ROOT = Path(__file__).parents[2]
HELLO = Question(Thread("slack", "T", "C", "1"), MessageId("1"), "U", "hello")

unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has rights of another kind")


def url(file: Path, **query: object) -> str:
    return f"sqlite:///{file}" + "".join(f"?{key}={value}" for key, value in query.items())


def schema(file: Path) -> dict[str, list[str]]:
    """What SQLite says it holds, white space and the order of columns aside: a migration adds them at the end."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: sorted(re.split(r"[,()]", re.sub(r"\s+", "", sql))) for name, sql in rows}


@unix
async def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    """The file, its -wal and -shm are 0600 and their new folder 0700, whatever the umask."""
    file = tmp_path / "new" / "ledger.db"
    before = os.umask(0)
    try:
        async with open_store(url(file)) as store:
            await store.accept(HELLO, "fake")
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"ledger.db": 0o600, "ledger.db-wal": 0o600, "ledger.db-shm": 0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@unix
async def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    """A ledger that was copied with wide rights gets narrow ones."""
    file = tmp_path / "ledger.db"
    file.touch(0o644)
    async with opened(url(file)):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_the_pragmas_are_on_in_every_connection(tmp_path: Path) -> None:
    """WAL, foreign keys, ten seconds of patience and a flush for each commit."""

    def found(connection: Connection) -> dict[str, object]:
        pragmas = ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        return {one: connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in pragmas}

    async with opened(url(tmp_path / "ledger.db")) as database:
        expected = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000, "synchronous": 2}
        with database.writing.connect() as connection:
            assert found(connection) == expected
        reading = database.reading
        assert isinstance(reading, AsyncEngine)
        async with reading.connect() as one, reading.connect() as two:
            assert [await each.run_sync(found) for each in (one, two)] == [expected] * 2


async def test_what_was_erased_is_not_left_in_the_file(tmp_path: Path) -> None:
    """Not even in pages that are free now, or in the log of what was written."""
    file, secret = tmp_path / "ledger.db", "my secret recipe " * 20
    async with open_store(url(file)) as store:
        await store.accept(replace(HELLO, text=secret), "fake")
    async with open_store(url(file)) as store:
        assert b"my secret recipe" in file.read_bytes()
        await store.accept(replace(HELLO, message=MessageId("2"), text=secret), "fake")
        await store.erase(HELLO.thread)
        assert [one.name for one in tmp_path.iterdir() if b"my secret recipe" in one.read_bytes()] == []


def version(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        [found] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        return str(found[0])


def differences(database: Database) -> list[object]:
    """Between what is there and what the models say."""
    with database.writing.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        found: list[object] = compare_metadata(context, models.metadata)
        return found


async def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    """To the letter: every table, column, key, index and trigger, and no more. A new file is made from them."""
    migrated, new = tmp_path / "migrated.db", tmp_path / "new.db"
    migrate_to(migrated, NEWEST)
    async with opened(url(new)), opened(url(migrated)) as database:
        assert differences(database) == []
    assert schema(migrated) == schema(new)
    assert version(migrated) == version(new) == NEWEST


def test_the_migrations_are_one_line() -> None:
    """Two heads could not be upgraded to."""
    assert ScriptDirectory(str(ROOT / "storage" / "migrations")).get_heads() == [NEWEST]


async def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    """The migrations run at every start and do nothing when there is nothing to do."""
    file = tmp_path / "ledger.db"
    async with open_store(url(file)) as store:
        await store.accept(HELLO, "fake")
    before = file.read_bytes()
    for _ in range(2):
        async with opened(url(file)):
            pass
    assert file.read_bytes() == before


async def test_a_migration_is_all_or_nothing(tmp_path: Path) -> None:
    """A start that breaks off in the middle of it is made good by the next one."""

    def break_off(*execution: object) -> None:
        if "CREATE TABLE parts" in str(execution[2]):
            raise sqlite3.OperationalError("disk I/O error")

    file = tmp_path / "ledger.db"
    event.listen(Engine, "before_cursor_execute", break_off)
    try:
        with pytest.raises(StorageError, match="disk I/O error"):
            async with opened(url(file)):
                pass
    finally:
        event.remove(Engine, "before_cursor_execute", break_off)
    assert schema(file) == {}
    async with open_store(url(file)) as store:
        assert await store.accept(HELLO, "fake")


OLD = """
INSERT INTO turns (id, platform, workspace, channel, thread, message, author, text, instructions, model, held,
    backend, state, ended, accepted_at, asking_at, ended_at, anchor, answer, answered_by, stopped, reason) VALUES
    (7, 'slack', 'T', 'C', '1', '1', 'U', 'What is a monad?', '', 'm', 0,
     'chatgpt', 'delivered', 1, 1.0, 2.0, 3.0, 'a7', 'A burrito.', 'm', 0, ''),
    (9, 'slack', 'T', 'C', '1', '2', 'U', 'Why?', '', '', 0,
     'chatgpt', 'asked', 0, 4.0, 5.0, 0.0, 'a9', '', '', 0, '');
INSERT INTO conversations VALUES ('slack', 'T', 'C', '1', 'chatgpt', 'c1', 2.0);
INSERT INTO parts VALUES (9, 1, 'm1', 0);
"""


async def test_a_ledger_of_the_first_version_goes_on(tmp_path: Path) -> None:
    """Its turns, conversations and parts are all there, and the turn that was under way is taken up."""
    file = tmp_path / "ledger.db"
    migrate_to(file, "0001")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(OLD)
    async with open_store(url(file)) as store:
        first, second = await store.history(HELLO.thread)
        assert (first.answer, first.question.action, first.question.effort) == ("A burrito.", "ask", "")
        assert (second.state, second.anchor, second.conversation) == (State.ASKED, "a9", "c1")
        assert await store.next(HELLO.thread) == replace(
            second, last=Anchor("a7"), parts=(Part(1, MessageId("m1"), 0),)
        )
        assert await store.accept(HELLO, "chatgpt") is None
        new = await store.accept(replace(HELLO, message=MessageId("3")), "chatgpt")
        assert new
        assert new.id > 9


CHOSEN = """
INSERT INTO turns (id, platform, workspace, channel, thread, message, author, text, instructions, model, held,
    backend, state, ended, accepted_at, asking_at, ended_at, anchor, answer, answered_by, stopped, reason) VALUES
    (7, 'slack', 'T/1', 'C', '100%', '1', 'U', 'What is a monad?', '', 'm', 0,
     'chatgpt', 'delivered', 1, 1.0, 2.0, 3.0, 'a7', 'A burrito.', 'm', 0, '');
INSERT INTO conversations VALUES ('slack', 'T/1', 'C', '100%', 'chatgpt', 'c1', 2.0, 'Monads', 7);
INSERT INTO choices VALUES ('slack', 'T/1', 'C', '100%', 'sol', 7);
"""


async def test_a_ledger_of_the_third_version_goes_on(tmp_path: Path) -> None:
    """Each Thread is its own home, with its conversation and its model, whatever signs are in its name."""
    file = tmp_path / "ledger.db"
    migrate_to(file, "0003")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(CHOSEN)
    there = Thread("slack", "T/1", "C", "100%")
    async with open_store(url(file)) as store:
        [turn] = await store.history(there, whole=False)
        assert (turn.conversation, await store.chosen(there)) == ("c1", "sol")
        assert await store.conversation(there) == Conversation("chatgpt", ConversationId("c1"), "Monads")
        new = await store.accept(replace(HELLO, thread=there, message=MessageId("3")), "chatgpt")
        assert new
        following = await store.next(there)
        assert following
        assert (following.conversation, following.last) == ("c1", "a7")


def migrate_to(file: Path, revision: str) -> None:
    """As an older Threadbridge left it."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    engine = create_engine(url(file))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


async def test_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """An older Threadbridge can't know what is in there: it says so and touches nothing."""
    file = tmp_path / "ledger.db"
    async with opened(url(file)):
        pass
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = file.read_bytes()
    with pytest.raises(StorageError, match=r"newer Threadbridge.*Nothing was changed"):
        async with opened(url(file)):
            pass
    assert file.read_bytes() == before


async def test_what_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """Somebody's text file is named, not overwritten."""
    file = tmp_path / "notes.txt"
    file.write_text("not a database " * 100)
    with pytest.raises(StorageError, match=r"notes\.txt can't be used: file is not a database"):
        async with opened(url(file)):
            pass
    assert file.read_text() == "not a database " * 100


async def test_a_folder_where_the_file_should_be_is_named(tmp_path: Path) -> None:
    """The message says which path and what is the matter."""
    with pytest.raises(StorageError, match=re.escape(str(tmp_path))):
        async with opened(url(tmp_path)):
            pass


async def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    """A first start needs no preparation."""
    async with open_store(url(tmp_path / "a" / "b" / "ledger.db")) as store:
        assert await store.accept(HELLO, "fake")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite://", "has to be a file"),
        ("sqlite:///:memory:", "has to be a file"),
        ("postgresql://kim:SECRET@127.0.0.1:1/x", "The database x at 127.0.0.1 can.t be used: .*refused"),
        ("postgresql://kim:SECRET@127.0.0.1", "names no database"),
        ("postgresql://kim:an@SECRET@127.0.0.1:1/x", "Write the one in the password as %40"),
        ("mysql://kim:SECRET@localhost/x", "kind mysql are not supported"),
        ("kim:SECRET@", "url can't be read"),
    ],
)
async def test_a_url_of_no_use_is_refused_without_repeating_its_password(address: str, said: str) -> None:
    """A database URL may hold a password, a message never does."""
    with pytest.raises(StorageError, match=said) as caught:
        async with opened(address):
            pass
    assert "SECRET" not in str(caught.value)


READ_ONLY = """
import asyncio, sys
from bridge.errors import StorageError
from storage.database import opened

async def main():
    try:
        async with opened(sys.argv[1]):
            print("opened")
    except StorageError as error:
        print(error)

asyncio.run(main())
"""


@unix
async def test_a_read_only_file_is_named_with_the_cure(tmp_path: Path) -> None:
    """Also when root starts it: then without root's right to write everywhere, which a container may lack too."""
    file = tmp_path / "ledger.db"
    file.touch(0o400)
    ordinary: list[str] = []
    if os.geteuid() == 0:
        if not (setpriv := shutil.which("setpriv")):
            pytest.skip("root may write everywhere, and there is no setpriv to give that up")
        ordinary = [setpriv, "--bounding-set", "-dac_override,-dac_read_search"]
    command = [*ordinary, sys.executable, "-c", READ_ONLY, url(file)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: ASYNC221
    assert f"{file} can't be written: Permission denied. Mend its rights" in said


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
print("released", flush=True)
"""


class Holder:
    """Another process that is writing the database."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def release(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "released\n"


@contextmanager
def held(file: Path) -> Iterator[Holder]:
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield Holder(process)


async def test_a_file_that_another_program_holds_is_an_error_until_it_lets_go(tmp_path: Path) -> None:
    """Patience ends in a StorageError, not in a lost question; afterwards everything goes on."""
    file = tmp_path / "ledger.db"
    async with open_store(url(file, timeout=0.05)) as store:
        with held(file) as other:
            with pytest.raises(StorageError, match="database is locked"):
                await store.accept(HELLO, "fake")
            assert await store.history(HELLO.thread) == []  # reading goes on meanwhile
            other.release()
            assert await store.accept(HELLO, "fake")


async def test_a_short_hold_is_waited_for(tmp_path: Path) -> None:
    """A backup that takes a moment is nobody's trouble."""
    file = tmp_path / "ledger.db"
    async with open_store(url(file)) as store:
        with held(file) as other:
            accepting = asyncio.create_task(store.accept(HELLO, "fake"))
            await asyncio.to_thread(other.release)
            assert await accepting


async def test_a_start_while_another_program_holds_the_file_says_so(tmp_path: Path) -> None:
    """With the cure, which is not a backup."""
    file = tmp_path / "ledger.db"
    async with opened(url(file)):
        pass
    with held(file) as other:
        with pytest.raises(StorageError, match=r"ledger\.db is held by another program\. Close that"):
            async with opened(url(file, timeout=0.05)):
                pass
        other.release()


async def test_two_can_open_it_at_once(tmp_path: Path) -> None:
    """A new file, opened several times in the same moment, is migrated once."""
    file = tmp_path / "ledger.db"

    async def accept(message: str) -> object:
        async with open_store(url(file)) as store:
            return await store.accept(Question(HELLO.thread, MessageId(message), "U", "hello"), "fake")

    assert all(await asyncio.gather(*(accept(str(number)) for number in range(4))))
    async with open_store(url(file)) as store:
        assert len(await store.history(HELLO.thread)) == 4


OPEN = """
import asyncio, sys
from storage.database import opened

async def main():
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(3):
        async with opened(f"sqlite:///{sys.argv[1]}/{number}.db"):
            pass

asyncio.run(main())
"""


def test_two_processes_can_start_at_once(tmp_path: Path) -> None:
    """They wait for each other's migration and then find it done."""
    command = [sys.executable, "-c", OPEN, str(tmp_path)]
    starting = [
        subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    for process in starting:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in starting:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    assert [(process.communicate()[1], process.returncode) for process in starting] == [("", 0), ("", 0)]


ACCEPT_AND_DIE = """
import asyncio, os, signal, sys
from bridge.types import (Anchor, MessageId, Part, Question, State, Thread)
from storage.store import open_store

async def main():
    async with open_store(sys.argv[1]) as store:
        question = Question(Thread("slack", "T", "C", "1"), MessageId("1"), "U", "hello")
        await store.accept(question, "fake")
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@unix
async def test_what_was_accepted_survives_the_process(tmp_path: Path) -> None:
    """Killed in the moment in which ``accept`` returned, the question is there: so Slack may be told."""
    file = tmp_path / "ledger.db"
    command = [sys.executable, "-c", ACCEPT_AND_DIE, url(file)]
    assert subprocess.run(command, cwd=ROOT).returncode == -signal.SIGKILL  # noqa: ASYNC221
    async with open_store(url(file)) as store:
        assert [turn.question for turn in await store.history(HELLO.thread)] == [HELLO]


async def test_a_part_without_its_turn_can_not_be_stored(tmp_path: Path) -> None:
    """Foreign keys hold."""
    async with opened(url(tmp_path / "ledger.db")) as database:
        with database.writing.connect() as connection, pytest.raises(Exception, match="FOREIGN KEY"):
            connection.exec_driver_sql("INSERT INTO parts VALUES (1, 1, 'm', 1)")
