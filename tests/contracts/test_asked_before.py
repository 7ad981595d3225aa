"""A question that was asked before waits for its asker's click, in the same words on Slack and on Discord."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.events import Text
from bridge.types import Channel, Rules
from tests.contracts.chats.chat import Chat, answered, at_rest, ledger
from tests.contracts.chats.on_discord import on_discord
from tests.contracts.chats.on_slack import on_slack
from tests.fakes import FakeBackend, rules_for

FIRST, AGAIN = "How do I remove a docker volume?", "how to delete docker volumes"

PATIENT = 60.0
"""Seconds: what is looked for is found, however busy the computer is."""


@pytest.fixture(params=["slack", "discord"])
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    """Those that can show it."""
    async with (on_slack if request.param == "slack" else on_discord)(tmp_path) as running:
        yield running


def waits(_: Channel) -> Rules:
    return replace(rules_for(), asked_before=600.0)


async def offered(chat: Chat) -> None:
    """They are shown where it was; on Discord, others see that there is something to be shown, and no more."""
    await chat.until(lambda: "before" in chat.whispered()[-1])
    if "may have been asked" in chat.whispered()[-1]:
        assert FIRST not in chat.whispered()[-1]
        await chat.presses_whispered("earlier")
        await chat.until(lambda: FIRST in chat.whispered()[-1])
    assert "in #general: How do I remove a docker volume?" in chat.whispered()[-1]


async def test_it_is_asked_anyway_or_left(chat: Chat) -> None:
    """By the click of whoever asked; also after a restart, and nothing of the offer stays for others to see."""
    backend = FakeBackend(Text("An answer."))
    async with chat.house(backend, waits) as inside:
        inside.bridge.holding.moment = PATIENT
        await answered(chat, inside, await chat.says(FIRST), "An answer.")
        again = await chat.says(AGAIN)
        await offered(chat)
        await chat.presses_whispered("anyway")
        await answered(chat, inside, again, "An answer.")
        left = await chat.says(AGAIN)
        await offered(chat)
    async with chat.house(backend, waits) as inside:
        await chat.presses_whispered("leave")
        await at_rest(inside)
        assert await ledger(chat, inside, left) == []
        assert [turn.question.text for turn in backend.asked] == [FIRST, AGAIN]
        await chat.until(lambda: not any("may have been asked" in one for one in chat.whispered()))
