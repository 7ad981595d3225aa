"""PostgreSQL as the ledger: what is particular to it."""

import asyncio
import random
import string
from collections.abc import AsyncIterator
from typing import Any, get_args

import psycopg
import pytest
from sqlalchemy import Connection, make_url

from bridge.errors import StorageError
from bridge.types import Turn
from storage.database import opened
from storage.group import Group
from storage.postgres import Role
from storage.store import SqlStore, open_store
from tests.postgres import Server
from tests.storage.ledgers import HERE, accepted, question
from tests.storage.test_database import differences
from tests.wire import Lost, Wire, wire_to


async def test_the_migrations_make_what_the_models_say(postgres_url: str) -> None:
    """On PostgreSQL, too; and the second start finds it done."""
    for _ in range(2):
        async with opened(postgres_url) as database:
            assert differences(database) == []


async def test_several_can_start_at_once(postgres_url: str) -> None:
    """An empty database is migrated once."""

    async def start() -> None:
        async with opened(postgres_url):
            pass

    await asyncio.gather(*(start() for _ in range(4)))


async def test_every_connection_is_set_up(postgres_ledger: str) -> None:
    """Who stops in the middle of a step is ended, and so is waiting for somebody who does."""
    async with opened(postgres_ledger) as database:
        for engine, alone in zip(database.engines, ("0", "4s"), strict=True):
            with engine.connect() as connection:
                found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in SET}
            assert found == SET | {"idle_in_transaction_session_timeout": alone}


SET = {
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "",
    "synchronous_commit": "on",
    "client_encoding": "UTF8",
    "application_name": "threadbridge",
}


async def test_a_newer_version_is_refused_and_left_as_it_is(postgres_ledger: str) -> None:
    """As on SQLite."""
    with psycopg.connect(postgres_ledger) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match=r"newer Threadbridge.*Nothing was changed"):
        async with opened(postgres_ledger):
            pass


async def test_an_older_version_goes_on_in_a_newer_schema(postgres_ledger: str) -> None:
    """While another node was upgraded: columns and tables that came do not disturb who runs already."""
    async with open_store(postgres_ledger) as store:
        turn = await accepted(store, question("1"))
        with psycopg.connect(postgres_ledger) as connection:
            connection.execute("ALTER TABLE turns ADD COLUMN mood TEXT NOT NULL DEFAULT ''")
            connection.execute("CREATE TABLE moods (turn BIGINT)")
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        assert await store.asking(turn.id)
        await accepted(store, question("2"))
        assert len(await store.history(HERE)) == 2


async def test_two_that_do_not_know_of_each_other_do_not_both_answer(postgres_ledger: str) -> None:
    """Each would go on with the turns that the other has not finished. Commands beside them may do their work."""
    async with open_store(postgres_ledger, role="alone") as store:
        both = await asyncio.gather(*(entered(postgres_ledger, role) for role in ROLES), return_exceptions=True)
        assert [isinstance(one, StorageError) and "Another Threadbridge works" in str(one) for one in both] == [
            True
        ] * 2
        async with open_store(postgres_ledger) as beside:
            await accepted(beside, question("1"))
        await accepted(store, question("2"))
    async with open_store(postgres_ledger, role="node") as one, open_store(postgres_ledger, role="node") as other:
        await accepted(one, question("3"))
        await accepted(other, question("4"))
        with pytest.raises(StorageError, match="Another Threadbridge works"):
            await entered(postgres_ledger, "alone")


ROLES: tuple[Role, ...] = get_args(Role)


async def entered(url: str, role: Role) -> None:
    async with open_store(url, role=role):
        pass


async def test_who_answers_alone_does_so_again_after_its_connection_was_lost(
    postgres_ledger: str, wire: Wire, wired: str
) -> None:
    """It has the lock anew."""
    async with open_store(wired, role="alone") as store:
        await accepted(store, question("1"))
        wire.cut()
        await accepted(store, question("2"))
        with psycopg.connect(postgres_ledger) as connection:
            held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'"
            assert connection.execute(held).fetchone() == (1,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"database": "nowhere"},
            r'The database nowhere at 127\.0\.0\.1 can\'t be used: .*"nowhere" does not exist\. Check',
        ),
        ({"username": "guest"}, r"permission denied for schema public\. Let its user guest own the database"),
        ({"query": {"sslmode": "require"}}, r"server does not support SSL.*Check the url"),
        ({"query": {"sslmode": "no"}}, r"can't be used: .*invalid sslmode value"),
        ({"query": {"mood": "good"}}, r"can't be used: .*invalid connection option"),
    ],
)
async def test_a_server_that_does_not_let_us_in_is_named(
    postgres_url: str, change: dict[str, Any], said: str
) -> None:
    """With what it said and the cure, and without a password."""
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    url = make_url(postgres_url).set(password="SECRET:1@").set(**change)
    with pytest.raises(StorageError, match=said) as caught:
        async with opened(url.render_as_string(hide_password=False)):
            pass
    assert "SECRET:1" not in str(caught.value)


async def test_a_database_that_can_not_hold_every_letter_is_refused(postgres: Server) -> None:
    """One of another encoding would lose what people write."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    with pytest.raises(StorageError, match=r"encoding LATIN1.*Create one with ENCODING 'UTF8'"):
        async with opened(postgres.url("latin")):
            pass
    postgres.drop(postgres.url("latin"))


async def test_two_in_each_others_way_are_no_error(postgres_ledger: str) -> None:
    """The server ends one of them: it is done again, and nobody hears of it."""
    tries = 0

    def deadlock_once(connection: Connection) -> int:
        nonlocal tries
        tries += 1
        if tries == 1:
            connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40P01'; END $$")
        return tries

    async with opened(postgres_ledger) as database:
        group = Group(database.writing)
        assert await asyncio.gather(*(group(deadlock_once) for _ in range(3))) == [2, 3, 4]
        await group.close()


async def test_what_is_too_large_for_an_index_fails_alone(postgres_ledger: str) -> None:
    """PostgreSQL has a limit there that SQLite has not; the others are not to suffer from it."""
    endless = "".join(random.Random(7).choices(string.ascii_letters, k=20_000))  # it is compressed before
    async with open_store(postgres_ledger) as store:
        three = [store.accept(question(message), "fake") for message in ("1", endless, "2")]
        first, failed, last = await asyncio.gather(*three, return_exceptions=True)
        assert isinstance(failed, StorageError)
        assert "index row" in str(failed)
        assert isinstance(first, Turn)
        assert isinstance(last, Turn)


@pytest.fixture
async def wire(postgres_ledger: str) -> AsyncIterator[Wire]:
    """To the server."""
    async with wire_to(make_url(postgres_ledger).port or 0) as wire:
        yield wire


@pytest.fixture
def wired(postgres_ledger: str, wire: Wire) -> str:
    """The URL at the other end of it."""
    url = make_url(postgres_ledger).set(port=wire.port, password="SECRET")
    return url.render_as_string(hide_password=False)


@pytest.fixture
async def store(wired: str) -> AsyncIterator[SqlStore]:
    async with open_store(wired) as store:
        yield store


async def test_connections_that_were_lost_in_the_meantime_are_nobodys_trouble(store: SqlStore, wire: Wire) -> None:
    """The server was restarted: whoever writes or reads next connects anew."""
    for number in range(3):
        assert await store.accept(question(f"{number}a"), "fake")
        wire.cut()
        assert len(await store.history(HERE)) == 2 * number + 1
        wire.cut()
        assert await store.accept(question(f"{number}b"), "fake")


@pytest.mark.parametrize("lost", ["request", "reply"])
async def test_what_became_of_a_commit_is_found_out(store: SqlStore, wire: Wire, lost: Lost) -> None:
    """Whether the server had it or not: it is done once, and who waits for it hears what it came to."""
    await accepted(store, question("first"))
    wire.cut_at(b"COMMIT", lost)
    questions = [question(str(number)) for number in range(5)]
    new = await asyncio.gather(*(store.accept(one, "fake") for one in questions))
    assert wire.cuts == 1
    assert [turn.question.message for turn in new if turn] == [one.message for one in questions]
    assert [turn.id for turn in await store.history(HERE)][1:] == [turn.id for turn in new if turn]


async def test_what_became_of_a_commit_may_not_be_known(store: SqlStore, wire: Wire) -> None:
    """The connection on which it is asked is lost, too: it is not done again as if nothing had been."""
    turn = await accepted(store, question("first"))
    wire.cut_at(b"COMMIT", "reply")
    wire.cut_next_at(b"pg_xact_status", "request")
    with pytest.raises(StorageError):
        await store.taken_up(turn.id)
    assert wire.cuts == 2
    assert await store.taken_up(turn.id) == 2


async def test_a_server_that_is_away_is_an_error_until_it_is_back(store: SqlStore, wire: Wire) -> None:
    """It is said what is wrong, without the password; then everything goes on by itself."""
    await wire.disconnect()
    with pytest.raises(StorageError, match=r"The database can't be used: .*refused.*server is back") as writing:
        await store.accept(question("1"), "fake")
    with pytest.raises(StorageError, match=r"The database can't be used: .*refused.*server is back") as reading:
        await store.history(HERE)
    assert "SECRET" not in f"{writing.value} {reading.value}"
    await wire.connect()
    assert await store.accept(question("1"), "fake")
    assert len(await store.history(HERE)) == 1
