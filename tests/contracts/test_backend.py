"""What every Backend keeps to: ChatGPT's page in both generations and both languages, and an API on both wires."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio

from bridge.errors import BackendError, ConversationGone, LoginRequired
from bridge.events import AnsweredBy, Event, Opened, Rewritten, Sent, Text
from bridge.protocols import Backend, Deletes
from bridge.types import Anchor, ConversationId, Health, MessageId, Model, Question, State, Thread, Turn, TurnId
from scraper.practice import PracticeSite, Rules
from scraper.practice.brain import Message
from scraper.practice.tab import Generation, Language
from scraper.settings import ChatGPTSettings
from tests.bridge.openai.api import backend_of
from tests.bridge.openai.upstream import Upstream
from tests.platforms.http.served import serving
from tests.scraper.one_browser import KeptChrome, OneChromium, opened_in
from tests.thorough import PAGES

NASTY = '* a *b* _c_ `d` \\ # x\n1. y & <b>z</b>\n\n```py\n\tprint("a  b")\n```\n한국어 🍎 é\n끝'
LONG = "long 400"


@dataclass(slots=True)
class Contestant:
    """A backend, what answers far behind it, and what a test may ask of that."""

    backend: Backend
    brain: Rules
    asked: Callable[[], int]
    """Questions that have arrived there."""
    ended: Callable[[], bool]
    """Whether an answer was stopped there."""
    shut: Callable[[], None]
    """From now on nobody is signed in."""
    keeps: bool
    """Whether it keeps conversations itself, so that a turn can be taken up again."""


class Far:
    """The backend behind the endpoint that the API's backend asks."""

    def __init__(self, brain: Rules) -> None:
        self.brain = brain
        self.asked = 0
        self.stopped = False
        self.shut = False

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        if self.shut:
            raise LoginRequired
        self.asked += 1
        over = False

        async def events() -> AsyncIterator[Event]:
            nonlocal over
            yield AnsweredBy("far")
            async for piece in self.brain.answer([Message("user", turn.question.text)]):
                assert isinstance(piece, str)
                yield Text(piece)
            over = True

        try:
            yield events()
        finally:
            self.stopped = not over

    async def models(self) -> Sequence[Model]:
        if self.shut:
            raise LoginRequired
        return [Model("far", "test")]

    async def check(self) -> Health:
        return Health(not self.shut, "")


@asynccontextmanager
async def on_a_page(
    chromium: OneChromium, generation: Generation, language: Language, folder: Path
) -> AsyncIterator[Contestant]:
    brain = Rules()
    async with PracticeSite(brain, language=language, generation=generation) as site:
        site.hydration, site.settle, site.poll = 0.1, 0.05, 0.2
        quick = ChatGPTSettings(address=site.url, headless=True, check=1.0, look_again=0.3)
        async with opened_in(KeptChrome(chromium), quick, folder) as backend:
            yield Contestant(
                backend,
                brain,
                asked=lambda: len(site.posts),
                ended=lambda: bool(site.stops),
                shut=lambda: setattr(site, "signed_in", False),
                keeps=True,
            )
        await chromium.forget(site.url)


@asynccontextmanager
async def over_ourselves(wire: str, folder: Path) -> AsyncIterator[Contestant]:
    far = Far(Rules())
    async with (
        serving(far, folder) as served,  # type: ignore[arg-type]
        backend_of(served.v1, folder, api=wire) as backend,
    ):
        yield Contestant(
            backend,
            far.brain,
            asked=lambda: far.asked,
            ended=lambda: far.stopped,
            shut=lambda: setattr(far, "shut", True),
            keeps=False,
        )


@asynccontextmanager
async def over_a_wire(wire: str, folder: Path) -> AsyncIterator[Contestant]:
    async with Upstream() as far, backend_of(far.v1, folder, api=wire) as backend:
        yield Contestant(
            backend,
            far.brain,
            asked=lambda: len(far.asked),
            ended=lambda: far.stopped,
            shut=lambda: setattr(far, "shut", True),
            keeps=False,
        )


def contestant(name: str, chromium: OneChromium, folder: Path) -> AbstractAsyncContextManager[Contestant]:
    match name.split():
        case ["page", generation, language]:
            return on_a_page(
                chromium, "A2" if generation == "A2" else "B", "ko" if language == "ko" else "en", folder
            )
        case ["ourselves", wire]:
            return over_ourselves(wire, folder)
        case [_, wire]:
            return over_a_wire(wire, folder)
        case _:
            raise ValueError(name)


APIS = [f"{who} {wire}" for who in ("api", "ourselves") for wire in ("chat", "responses")]


@pytest_asyncio.fixture(loop_scope="session", params=[*(f"page {on} {language}" for on, language in PAGES), *APIS])
async def one(request: pytest.FixtureRequest, chromium: OneChromium, tmp_path: Path) -> AsyncIterator[Contestant]:
    async with contestant(request.param, chromium, tmp_path) as backend:
        yield backend


def a_turn(text: str, number: int = 1, conversation: ConversationId | None = None) -> Turn:
    question = Question(Thread("test", "", "", f"{number}"), MessageId(f"{number}"), "ana", text)
    return Turn(TurnId(number), question, "any", State.ACCEPTED, conversation=conversation)


async def told(backend: Backend, turn: Turn) -> list[Event]:
    async with backend.send(turn) as events:
        return [event async for event in events]


def text_of(events: Sequence[Event]) -> str:
    text = ""
    for event in events:
        match event:
            case Text(more):
                text += more
            case Rewritten(whole):
                text = whole
            case _:
                pass
    return text


def conversation_of(events: Sequence[Event]) -> ConversationId | None:
    return next((event.conversation for event in events if isinstance(event, Opened)), None)


async def test_the_order_of_events_and_the_exact_text(one: Contestant) -> None:
    """What was sent is known before any text of the answer, which comes back byte for byte."""
    events = await told(one.backend, a_turn(f"say: {NASTY}"))
    texts = [n for n, event in enumerate(events) if isinstance(event, Text | Rewritten)]
    before = {type(event) for event in events[: texts[0]]}
    assert Sent in before
    assert AnsweredBy in before
    assert not one.keeps or Opened in before
    assert text_of(events) == NASTY
    assert one.asked() == 1


async def test_a_follow_up_and_two_threads_at_once(one: Contestant) -> None:
    """Each Thread stays in its own conversation."""
    first = await asyncio.gather(*(told(one.backend, a_turn(f"say: {n}", n)) for n in (1, 2)))
    assert [text_of(events) for events in first] == ["1", "2"]
    begun = [conversation_of(events) for events in first]
    again = await asyncio.gather(*(told(one.backend, a_turn(f"say: {n} again", n, begun[n - 1])) for n in (1, 2)))
    assert [text_of(events) for events in again] == ["1 again", "2 again"]
    if one.keeps:
        assert [conversation_of(events) for events in again] == begun
        assert len(set(begun)) == 2


async def test_leaving_stops_the_answer(one: Contestant) -> None:
    """At the far end, too; and the next question is answered."""
    one.brain.gate.clear()
    async with one.backend.send(a_turn(LONG)) as events:
        async for event in events:
            if isinstance(event, Text):
                break
    async with asyncio.timeout(10):
        while not one.ended():
            await asyncio.sleep(0.01)  # the API's far end is told by its connection
    one.brain.gate.set()
    assert text_of(await told(one.backend, a_turn("say: next", 2))) == "next"


async def test_a_refusal_comes_before_the_block(one: Contestant) -> None:
    """Where nobody is signed in nothing is asked, and ``check`` says so."""
    assert (await one.backend.check()).ready
    one.shut()
    with pytest.raises(BackendError):
        async with one.backend.send(a_turn("say: hello")):
            pytest.fail("the block was entered")
    assert one.asked() == 0
    if one.keeps:
        assert not (await one.backend.check()).ready


@pytest.mark.parametrize("state", [State.ASKING, State.ASKED])
async def test_a_turn_is_taken_up_again(one: Contestant, state: State) -> None:
    """Whoever keeps conversations finds the question there and asks no second time; an API is asked again."""
    events = await told(one.backend, a_turn("say: once"))
    anchor = next((event.anchor for event in events if isinstance(event, Sent)), None)
    turn = replace(a_turn("say: once", 1, conversation_of(events)), state=state)
    if state is State.ASKED:
        turn = replace(turn, anchor=Anchor(anchor or ""))
    assert text_of(await told(one.backend, turn)) == "once"
    assert one.asked() == (1 if one.keeps else 2)


async def test_models_have_names(one: Contestant) -> None:
    """At least one, and each once."""
    models = await one.backend.models()
    assert models
    assert len({model.id for model in models}) == len(models)
    assert all(model.id for model in models)


async def test_what_is_deleted_is_gone(one: Contestant, caplog: pytest.LogCaptureFixture) -> None:
    """That conversation alone, and it is known to be: deleted again, or asked in. APIs keep nothing to delete."""
    if not isinstance(one.backend, Deletes):
        assert not one.keeps
        return
    stays, gone = [conversation_of(await told(one.backend, a_turn(f"say: {n}", n))) for n in (1, 2)]
    assert gone
    await one.backend.delete(gone)
    assert "new shape" not in caplog.text
    with pytest.raises(ConversationGone):
        await one.backend.delete(gone)
    with pytest.raises(ConversationGone):
        await told(one.backend, a_turn("say: again", 2, gone))
    assert text_of(await told(one.backend, a_turn("say: still here", 1, stays))) == "still here"
