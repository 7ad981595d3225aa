"""Every state and fault of the practice site: what the asker, the owner and the ledger get of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bridge.errors import BridgeError
from bridge.events import Failed, Rewritten, Text
from bridge.texts import say
from bridge.types import State, Turn
from scraper import generations
from scraper.asking.unsent import Unsent
from scraper.backend import ChatGPT
from scraper.browser.life import Browser, launched
from scraper.practice import Fault, PracticeSite
from scraper.practice.fault import KINDS
from scraper.practice.faults import NOTICE as NOTICES
from scraper.practice.tab import STATES, Generation, Language
from storage.store import SqlStore, open_store
from tests.end_to_end import troubles
from tests.end_to_end.troubles import EVERY, WORDS, Row
from tests.end_to_end.whole import Whole, settings, whole
from tests.thorough import PAIRS, THOROUGH

LONG = 40.0  # seconds at most; the page is a real one
EACH = [
    (page, row)
    for first, page in enumerate(PAIRS)
    for number, row in enumerate(EVERY)
    if THOROUGH or number % len(PAIRS) == first
]
"""A browser takes seconds for each: each row on one of the pages, unless there is time for all of it."""


def named(one: Row | tuple[str, str]) -> str:
    return str(one) if isinstance(one, Row) else "-".join(one)


@dataclass(frozen=True)
class House:
    """What all rows of a page share: one site, one ledger, one browser."""

    site: PracticeSite
    store: SqlStore
    browser: Browser
    unsent: Unsent


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    generation: Generation
    language: Language
    generation, language = request.param
    folder = tmp_path_factory.mktemp("house")
    async with AsyncExitStack() as stack:
        site = PracticeSite(generation=generation, language=language, hydration=0.05, settle=0.02, poll=0.2)
        await stack.enter_async_context(site)
        store = await stack.enter_async_context(open_store(f"sqlite:///{folder / 'ledger.db'}"))
        browser = await stack.enter_async_context(launched(settings(site), folder, generations.load(folder)))
        yield House(site, store, browser, Unsent(folder / "unsent"))


@pytest_asyncio.fixture(loop_scope="module")
async def world(house: House, request: pytest.FixtureRequest) -> AsyncIterator[Whole]:
    """A Thread of its own, and a bridge; the browser knows the others' pages."""
    backend = ChatGPT(settings(house.site), house.browser, house.unsent)
    async with whole(house.site, house.store, house.browser, backend, request.node.name) as world:
        yield world


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("house", "row"), EACH, indirect=["house"], ids=named, scope="module")
async def test_every_trouble(world: Whole, row: Row) -> None:
    """It is asked once and ends as its row says; where it waits it goes on by itself."""
    async with asyncio.timeout(LONG):
        if row.early:
            begin(world.site, row)
        if row.later:
            await world.asks("say: before")
            await world.bridge.idle()
        sent, tried = len(world.site.posts), len(world.site.attempts)
        begin(world.site, row)
        await world.asks(f"say: {WORDS}")
        if row.waits:
            await waiting(world, row)
        else:
            await world.bridge.idle()
        if row.owner:
            await owner_told(world, row)
        await world.bridge.idle()
    assert world.seam.told.empty()
    asked = [post.action for post in world.site.posts[sent:]]
    assert asked == list(row.asked)
    assert not row.is_fault or len(world.site.attempts) - tried == len(asked) + row.refused
    ended(world, row, await world.turn())


def begin(site: PracticeSite, row: Row) -> None:
    """The trouble."""
    if row.name in STATES:
        site.states = {name for name in STATES if name == row.name}
    else:
        site.faults = [Fault(kind, hard=row.harder) for kind in KINDS if kind == row.name]


async def waiting(world: Whole, row: Row) -> None:
    """The asker sees why, and the ledger knows how far it is."""
    over = asyncio.ensure_future(world.bridge.idle())
    waits = asyncio.ensure_future(world.seam.waits.wait())
    await asyncio.wait({over, waits}, return_when=asyncio.FIRST_COMPLETED)
    assert waits.done(), world.read
    over.cancel()
    assert type(world.why) is row.waits
    assert world.read == say(
        "held" if row.here else "waiting", world.language, why=world.why.say(world.language), place=1
    )
    turn = await world.turn()
    assert (turn.state, turn.answer, turn.reason) == (row.meanwhile, "", "")


async def owner_told(world: Whole, row: Row) -> None:
    """What to do, with a picture; and when it is over."""
    told, picture = await world.seam.told.get()
    what = say(row.owner, world.language, **world.why.values)
    said, _, report = told.rpartition("\n")
    link = await world.link() if row.here else ""
    sentence = "owner_held" if row.here else "owner_wall"
    assert said == say(sentence, world.language, backend="chatgpt", what=what, link=link)
    assert picture is not None
    assert report == say("owner_report", world.language, report=picture.parent)
    world.over()
    over = say("owner_goes_on" if row.here else "owner_clear", world.language, backend="chatgpt", link=link)
    assert await world.seam.told.get() == (over, None)


def ended(world: Whole, row: Row, turn: Turn) -> None:
    """The asker has what the ledger has, and that is what the row says."""
    text = said(world)
    match row.gets:
        case troubles.HALF:
            assert WORDS.startswith(text)
            assert 0 < len(text) < len(WORDS)
        case troubles.NOTICE:
            assert text == NOTICES[world.language]
        case whole_text:
            assert text == whole_text
    error = next((event.error for event in world.shown if isinstance(event, Failed)), None)
    assert type(error) is (row.fails or type(None))
    reason = error.say(world.language) if isinstance(error, BridgeError) else ""
    assert turn.state is (State.FAILED if row.fails else State.DELIVERED)
    assert (turn.answer, turn.stopped, turn.reason) == (text, row.stopped, reason)
    assert turn.read_by in row.read_by.split("/")
    besides = [say(name, world.language) for name in (row.notice, "stopped" if row.stopped else "") if name]
    assert world.read == "\n\n".join(filter(None, [text, *besides, reason]))


def said(world: Whole) -> str:
    """The answer alone, as it stands in the end."""
    text = ""
    for event in world.shown:
        match event:
            case Text(more):
                text += more
            case Rewritten(text):
                pass
    return text


def test_no_state_and_no_fault_is_without_its_row() -> None:
    """A new one of the practice site needs one."""
    assert {row.name for row in EVERY} == STATES | set(KINDS)
