"""Asking a turn to its end, for the tests of what goes into the page."""

from dataclasses import replace

from bridge.events import Event, Opened, Sent
from bridge.types import Anchor, Question, State, Turn
from scraper.backend import ChatGPT
from scraper.practice import PracticeSite
from tests.scraper.conftest import a_turn
from tests.scraper.test_backend import read

GENERATIONS = ("B", "A2")


def look_like(site: PracticeSite, generation: str) -> None:
    """The site's pages are of this generation from now on."""
    site.generation = "A2" if generation == "A2" else "B"


def a_question(text: str, conversation: str | None = None, **fields: object) -> Turn:
    """A turn whose question has more than a text."""
    turn = a_turn(text, conversation)
    question: Question = replace(turn.question, **fields)  # type: ignore[arg-type]
    return replace(turn, question=question)


def a_branch(action: str, last: str, conversation: str, text: str = "", **fields: object) -> Turn:
    """A turn about the Thread's last question."""
    return replace(a_question(text, conversation, action=action, **fields), last=Anchor(last))


async def answered(backend: ChatGPT, turn: Turn) -> tuple[str, list[Event]]:
    """The text at the end, and everything that came."""
    async with backend.send(turn) as events:
        return await read(events)


async def first(backend: ChatGPT, text: str) -> tuple[str, str, str]:
    """A conversation with one question: the answer, the conversation and the question's anchor."""
    answer, seen = await answered(backend, a_turn(text))
    [sent] = [event for event in seen if isinstance(event, Sent)]
    [opened] = [event for event in seen if isinstance(event, Opened)]
    return answer, opened.conversation, sent.anchor


def resumed(turn: Turn, since: float) -> Turn:
    """The same turn after a crash while it was being asked."""
    return replace(turn, state=State.ASKING, asking_since=since)
