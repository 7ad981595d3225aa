"""One node at a time holds a slot, whatever becomes of connections; a real PostgreSQL says who."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from bridge.cluster.fencing import Fence
from bridge.cluster.holding import TAKE, Claim, Holding, Timing
from bridge.cluster.locks import LOCK
from bridge.cluster.node import Node, conninfo, marked
from bridge.cluster.watchdog import Watchdog
from bridge.errors import BadConfig
from bridge.tasks import ended
from storage.store import open_store

SOON = Timing(look=0.02, beat=0.02, step=5.0, patient=5.0, deadly=60.0, frozen=0.4, grace=0.0)
SLOTS = ("first", "second")


@pytest.fixture
async def ledger(postgres_url: str) -> str:
    """Its tables are there."""
    async with open_store(postgres_url):
        return postgres_url


class Member:
    """A node that holds or waits, and says which."""

    def __init__(self, url: str, name: str, slots: Mapping[str, Collection[str]], timing: Timing) -> None:
        self.node = Node(name)
        self.claim: Claim | None = None
        self.took = asyncio.Event()
        self.lost = asyncio.Event()
        self.url = marked(url, self.node)
        self.watchdog = Watchdog(timing.deadly)
        self.holding = Holding(conninfo(self.url), self.node, slots, self._answering, self.watchdog, timing)
        self._task = asyncio.create_task(self.holding.run())

    async def end(self) -> None:
        await ended(self._task)

    @asynccontextmanager
    async def _answering(self, claim: Claim) -> AsyncIterator[None]:
        self.claim = claim
        self.took.set()
        try:
            yield
        finally:
            self.claim = None
            self.took.clear()
            self.lost.set()


Join = Callable[..., Member]


@pytest.fixture
async def join(ledger: str) -> AsyncIterator[Join]:
    """Starts a node."""
    members: list[Member] = []

    def start(name: str, *slots: str, accounts: Collection[str] = (), **timing: float) -> Member:
        with_accounts = dict.fromkeys(slots or ("first",), accounts)
        members.append(Member(ledger, name, with_accounts, replace(SOON, **timing)))
        return members[-1]

    yield start
    for one in members:
        await one.end()


@contextmanager
def served(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def sessions_end(url: str, application: str) -> None:
    """As if its connections were cut."""
    with served(url) as there:
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
        there.execute(end, (application,))


async def test_each_slot_has_one_holder_and_the_rest_are_spares(join: Join) -> None:
    """A node holds one at most; who gives it back is followed by a spare, in the next epoch."""
    one, two = join("one", *SLOTS), join("two", *SLOTS)
    await asyncio.gather(one.took.wait(), two.took.wait())
    assert {one.claim.slot, two.claim.slot} == set(SLOTS)  # type: ignore[union-attr]
    spare = join("three", *SLOTS)
    before = one.claim
    assert before is not None
    await one.end()
    await spare.took.wait()
    assert spare.claim is not None
    assert spare.claim.slot == before.slot
    assert spare.claim.epoch > before.epoch


async def test_a_node_takes_only_the_slots_that_it_may(join: Join) -> None:
    """One that is not signed in to an account is no spare for it."""
    other = join("one", "second")
    await other.took.wait()
    assert other.claim is not None
    assert other.claim.slot == "second"


async def test_an_account_that_two_files_have_in_different_slots_is_used_by_one_node(
    join: Join, caplog: pytest.LogCaptureFixture
) -> None:
    """The other slot stays free until that node is gone, and the log says why, once."""
    one = join("one", "first", accounts=("chatgpt", "work"))
    await one.took.wait()
    two = join("two", "second", accounts=("chatgpt",))
    why = 'the slot "second" is free, but another node uses its account chatgpt'
    while why not in caplog.text:
        await asyncio.sleep(0.01)
    third = join("three", "third", accounts=("other",))
    await third.took.wait()
    assert not two.took.is_set()
    assert caplog.text.count(why) == 1
    await one.end()
    await two.took.wait()


async def test_a_holder_whose_connection_was_cut_goes_on_as_before(join: Join, ledger: str) -> None:
    """It has the lock again at once, in the same epoch."""
    one = join("one")
    await one.took.wait()
    claim = one.claim
    sessions_end(ledger, one.node.application)
    beats = await _beats(ledger)
    while await _beats(ledger) < beats + 2:
        await asyncio.sleep(0.01)
    assert one.claim == claim
    assert not one.lost.is_set()


async def test_a_lock_alone_is_not_taken_from_a_life_that_has_other_sessions(join: Join, ledger: str) -> None:
    """It was cut, and comes again: only when it stands still as well it is taken for dead, and its sessions end."""
    with served(str(conninfo(marked(ledger, Node("gone", "l1e"))))) as theirs:
        theirs.execute(TAKE, {"slot": "first", "holder": "gone", "life": "l1e", "now": 0})
        spare = join("spare", frozen=0.3)
        await spare.took.wait()
        with pytest.raises(psycopg.OperationalError):
            theirs.execute("SELECT 1")


async def test_a_frozen_holder_is_fenced_and_its_sessions_end(join: Join, ledger: str) -> None:
    """Whatever it has open is cut, the lock with it, and what it opens anew is refused."""
    frozen = Node("frozen")
    address = marked(ledger, frozen)
    with served(conninfo(address)) as theirs:
        theirs.execute(LOCK, ("first",))
        row = theirs.execute(TAKE, {"slot": "first", "holder": "f", "life": frozen.life, "now": 0}).fetchone()
        assert row is not None
        engine = create_engine(address)
        event.listen(engine, "connect", Fence(Claim("first", row[0])))
        with engine.connect() as connection:
            assert connection.execute(text("SELECT 1")).scalar() == 1
            spare = join("spare")
            await spare.took.wait()
            with pytest.raises(OperationalError):
                connection.execute(text("SELECT 1"))
        with pytest.raises(OperationalError, match="taken over by another node"):
            engine.connect()
        engine.dispose()
        with pytest.raises(psycopg.OperationalError):
            theirs.execute("SELECT 1")


async def test_who_was_fenced_lets_go(join: Join, ledger: str) -> None:
    """It finds another epoch where its own was."""
    one = join("one")
    await one.took.wait()
    with served(ledger) as there:
        there.execute("UPDATE slots SET epoch = epoch + 1")
    await one.lost.wait()


async def test_who_can_not_beat_lets_go_before_others_may_come(join: Join, ledger: str) -> None:
    """The server answers nobody for longer than the holder's patience."""
    one = join("one", step=0.1, patient=0.2)
    await one.took.wait()
    with served(ledger) as there, there.transaction():
        there.execute("LOCK TABLE slots IN ACCESS EXCLUSIVE MODE")
        await one.lost.wait()
    await one.took.wait()  # and has it again when that is over


async def test_after_a_restart_of_everything_the_holder_may_come_first(join: Join, ledger: str) -> None:
    """A spare whose own connection is new as well waits a moment for it."""
    with served(ledger) as there:
        there.execute(TAKE, {"slot": "first", "holder": "gone", "life": "l1fe", "now": 0})
    waits = join("waits", grace=600, frozen=600)
    await join("does not", frozen=600).took.wait()
    assert not waits.took.is_set()


def test_a_ledger_that_is_no_postgresql_is_refused() -> None:
    """In words, without the url that may hold a password."""
    for url in ("sqlite:///file", "mysql://u:geheim@host/name", "geheim"):
        with pytest.raises(BadConfig, match="PostgreSQL") as refused:
            marked(url, Node("n"))
        assert "geheim" not in str(refused.value)


async def _beats(url: str) -> int:
    def look() -> int:
        with served(url) as there:
            row = there.execute("SELECT beats FROM slots WHERE name = 'first'").fetchone()
        return int(row[0]) if row else 0

    return await asyncio.to_thread(look)
