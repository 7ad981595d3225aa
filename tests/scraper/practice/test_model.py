"""The embedded model, where it is installed."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from scraper.practice import Message, Model
from scraper.practice.model import REMEMBERED, request, tokens

missing = Model.available()
needs_model = pytest.mark.skipif(missing is not None, reason=missing or "")


@needs_model
async def test_it_answers_in_pieces() -> None:
    """What it says is its own affair."""
    asked = [
        Message("user", "My favourite fruit is mango."),
        Message("assistant", "Noted!"),
        Message("user", "Which is it?"),
    ]
    pieces = [piece async for piece in Model().answer(asked)]
    assert len(pieces) > 1
    assert all(isinstance(piece, str) and piece for piece in pieces)


@needs_model
async def test_leaving_early_ends_the_writing() -> None:
    """The next answer does not wait for the one nobody reads."""
    model = Model()
    pieces = model.answer([Message("user", "Count from one to five hundred in words.")])
    assert isinstance(pieces, AsyncGenerator)
    await anext(pieces)
    await pieces.aclose()
    async with asyncio.timeout(30):
        assert [piece async for piece in model.answer([Message("user", "Say hello.")])]


def given(messages: list[Message]) -> list[str]:
    """The texts the model gets, after its instructions."""
    found = request(messages)["messages"]
    assert isinstance(found, list)
    assert found[0]["role"] == "system"
    return [message["content"] for message in found[1:]]


def test_the_whole_conversation_is_given() -> None:
    """That is how it remembers."""
    assert given([Message("user", "one"), Message("assistant", "two"), Message("user", "three")]) == [
        "one",
        "two",
        "three",
    ]


def test_only_as_much_as_fits_is_given() -> None:
    """The newest messages, and the end of one that is too long by itself."""
    many = [Message("user", f"{n} " + "가" * 300) for n in range(20)]
    kept = given(many)
    assert kept == [message.text for message in many[-len(kept) :]]
    assert 0 < len(kept) < 20
    (only,) = given([Message("user", "x" * 50_000 + "end")])
    assert only.endswith("end")
    assert tokens(only) <= REMEMBERED + 8
