"""What of a Thread fits into what a model takes."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.answering.dialogue import Dialogue, Exchange
from bridge.openai.window import fitting
from bridge.protocols import Backend
from bridge.types import File, Question
from tests.bridge.openai.api import TURN, WHOLE, Api, told

ASKED = Exchange("And now?")


def of(*earlier: Exchange, instructions: str = "") -> Dialogue:
    return Dialogue(instructions, earlier, ASKED)


def exchanges(count: int, words: int = 100) -> list[Exchange]:
    return [Exchange(f"{number} " + "word " * words, answer="so " * words) for number in range(count)]


def test_what_fits_goes_whole() -> None:
    """Nothing is left out that there is room for."""
    whole = of(*exchanges(5), instructions="Be brief.")
    fits = fitting(whole, 100_000)
    assert (fits.dialogue, fits.left_out) == (whole, 0)


def test_the_oldest_are_left_out() -> None:
    """The newest stay, in their order."""
    whole = of(*exchanges(50))
    fits = fitting(whole, 4000)
    assert 0 < fits.left_out < 50
    assert fits.dialogue.earlier == whole.earlier[fits.left_out :]
    assert fits.dialogue.asked == ASKED


def test_room_is_left_for_the_answer() -> None:
    """As much as was asked for, so that a longer answer costs older questions."""
    whole = of(*exchanges(50))
    assert fitting(whole, 4000, answer=3000).left_out > fitting(whole, 4000, answer=100).left_out


def test_nothing_is_missing_in_the_middle() -> None:
    """What is older than something that does not fit goes neither."""
    long = Exchange("x" * 100_000, answer="yes")
    fits = fitting(of(Exchange("short", answer="yes"), long, Exchange("last", answer="yes")), 8000)
    assert [one.text for one in fits.dialogue.earlier] == ["last"]
    assert fits.left_out == 2


@pytest.mark.parametrize(
    "file",
    [File("a.png", b"x"), File("a.txt", b"word " * 1000), File("a.pdf", b"\xff" * 20_000)],
    ids=["picture", "text", "other"],
)
def test_files_count(file: File) -> None:
    """A picture as one, text as text, and the rest by its size."""
    without = fitting(of(Exchange("look", answer="yes")), 100_000).tokens
    assert fitting(of(Exchange("look", (file,), "yes")), 100_000).tokens > without + 300


def test_the_question_always_goes() -> None:
    """The API says itself that it is too long."""
    long = Dialogue("", tuple(exchanges(3)), Exchange("x" * 100_000))
    fits = fitting(long, 1000)
    assert (fits.dialogue.asked, fits.left_out) == (long.asked, 3)


@settings(derandomize=True)
@given(st.lists(st.integers(0, 400), max_size=20), st.integers(1000, 20_000))
def test_never_more_than_there_is_room_for(words: list[int], context: int) -> None:
    """And one more would not have fitted."""
    whole = of(*(Exchange("q " * count, answer="a") for count in words))
    fits = fitting(whole, context)
    assert fits.tokens <= context
    if fits.left_out:
        one_more = of(*whole.earlier[fits.left_out - 1 :])
        assert fitting(one_more, 10**9).tokens > context - max(context // 4, 1)


async def test_a_long_thread_goes_along_too(tmp_path: Path) -> None:
    """It is counted beside, and nobody else waits for that."""
    api = Api(WHOLE)
    async with api.backend(tmp_path) as backend:
        asked = replace(TURN.question, text="word " * 20_000)
        assert asked.text in [message["content"] for message in await sent(backend, api, asked)]


async def sent(backend: Backend, api: Api, asked: Question) -> list[dict[str, str]]:
    await told(backend, replace(TURN, question=asked))
    messages: list[dict[str, str]] = api.asked[-1]["messages"]
    return messages
