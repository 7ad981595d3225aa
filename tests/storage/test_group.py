"""Group commit: together in one transaction, and yet each for itself."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, event, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateTable

from storage.database import Database, opened
from storage.group import LARGEST_GROUP, Group, Step


@pytest.fixture
async def database(ledger_url: str) -> AsyncIterator[Database]:
    """One with a table of unique numbers."""
    async with opened(ledger_url) as database:
        with database.writing.begin() as connection:
            connection.execute(CreateTable(table))
        yield database


table = Table(
    "numbers",
    MetaData(),
    Column("row", Integer, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
)


def insert(number: int | None) -> Step[int]:
    def step(connection: Connection) -> int:
        connection.execute(table.insert().values(number=number))
        return -1 if number is None else number

    return step


async def numbers(database: Database) -> list[int]:
    look = database.reading.connect()
    await look.start()
    found = await look.execute(select(table.c.number).order_by(table.c.row))
    await look.close()
    return list(found.scalars())


class Commits:
    """Counts them."""

    def __init__(self, database: Database) -> None:
        self.count = 0
        event.listen(database.writing, "commit", self)

    def __call__(self, connection: Connection) -> None:
        self.count += 1


@pytest.fixture
async def group(database: Database) -> AsyncIterator[Group]:
    group = Group(database.writing)
    yield group
    await group.close()


async def test_steps_that_wait_together_share_a_commit_in_order(database: Database, group: Group) -> None:
    """As many steps as fit are one transaction; each gets its own result, and the order is kept."""
    commits, many = Commits(database), range(2 * LARGEST_GROUP + 50)
    assert await asyncio.gather(*(group(insert(number)) for number in many)) == list(many)
    assert await numbers(database) == list(many)
    assert commits.count == 3


async def test_a_step_that_fails_does_not_hurt_the_others(database: Database, group: Group) -> None:
    """Only its own caller hears of it, and it leaves nothing behind."""

    def half(connection: Connection) -> int:
        insert(7)(connection)
        raise ValueError("a bug")

    results = await asyncio.gather(
        *map(group, (insert(1), insert(None), insert(2), insert(1), half, insert(3))), return_exceptions=True
    )
    assert [r if isinstance(r, int) else type(r) for r in results] == [
        1,
        IntegrityError,
        2,
        IntegrityError,
        ValueError,
        3,
    ]
    assert await numbers(database) == [1, 2, 3]


async def test_a_database_that_is_away_is_tried_once_for_all(database: Database, group: Group) -> None:
    """Ten waiting steps wait for a locked file once, not ten times."""
    tries = 0

    def locked(connection: Connection) -> int:
        nonlocal tries
        tries += 1
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    results = await asyncio.gather(*(group(locked) for _ in range(10)), return_exceptions=True)
    assert all(isinstance(result, OperationalError) for result in results)
    assert tries == 1
    assert await group(insert(1)) == 1


async def test_a_step_whose_caller_went_away_is_done_all_the_same(database: Database, group: Group) -> None:
    """What was handed over is in the ledger: a hung-up HTTP client does not lose an accepted question."""
    leaver, stayer = asyncio.create_task(group(insert(1))), asyncio.create_task(group(insert(2)))
    await asyncio.sleep(0)
    leaver.cancel()
    assert await stayer == 2
    assert leaver.cancelled() or leaver.cancelling()
    assert await numbers(database) == [1, 2]


async def test_what_failed_alone_after_its_caller_left_disturbs_nobody(database: Database, group: Group) -> None:
    """No unread error is left behind."""
    leaver = asyncio.create_task(group(insert(None)))
    await asyncio.sleep(0)
    leaver.cancel()
    await group.close()
    assert await group(insert(1)) == 1


async def test_close_waits_for_the_steps_under_way(database: Database, group: Group) -> None:
    """Nothing is cut off, and no task stays."""
    step = asyncio.create_task(group(insert(1)))
    await asyncio.sleep(0)
    await group.close()
    assert await numbers(database) == [1]
    assert await step == 1
    await group.close()


async def test_who_comes_after_the_end_leaves_nothing_open(database: Database, group: Group) -> None:
    """The writer's own connection is not taken again for good."""
    await group(insert(1))
    await group.close()
    assert await group(insert(2)) == 2
    await group.close()
    pool = database.writing.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedout() == 0
