"""Discord's messages to questions: a table over discord.py's own objects, without a connection."""

from typing import Any

import discord
import pytest

from bridge.types import MessageId, Mode, Question, Thread
from platforms.discord.inbound import said
from platforms.hearing import Said

US, GUILD, GENERAL, THREAD, DM, VOICE, ANA = 1, 20, 30, 40, 50, 60, 70
MESSAGE = {
    "id": "400",
    "type": 0,
    "content": "why?",
    "author": {"id": str(ANA), "username": "ana", "discriminator": "0", "avatar": None},
    "channel_id": str(GENERAL),
    "attachments": [],
    "embeds": [],
    "mentions": [],
    "mention_roles": [],
    "mention_everyone": False,
    "edited_timestamp": None,
    "timestamp": "2026-01-01T00:00:00+00:00",
    "pinned": False,
    "tts": False,
}
CHANNEL = {"guild_id": str(GUILD), "position": 0, "permission_overwrites": []}
IN_GENERAL = {
    "type": 11,
    "parent_id": str(GENERAL),
    "owner_id": "1",
    "message_count": 0,
    "member_count": 0,
    "thread_metadata": {
        "archived": False,
        "auto_archive_duration": 60,
        "archive_timestamp": "2026-01-01T00:00:00+00:00",
    },
}


def heard(where: int = GENERAL, **changes: Any) -> Said | None:
    state: Any = discord.Client(intents=discord.Intents.none())._connection
    data: Any = MESSAGE | changes
    return said(discord.Message(state=state, channel=place(state, where), data=data), US)


def place(state: Any, where: int) -> Any:
    guild = discord.Guild(state=state, data={"id": str(GUILD)})  # type: ignore[typeddict-item]
    channel: Any = CHANNEL | {"id": str(where), "name": "general", "type": 0}
    match where:
        case 30:
            return discord.TextChannel(state=state, guild=guild, data=channel)
        case 40:
            return discord.Thread(state=state, guild=guild, data=channel | IN_GENERAL)
        case 50:
            return discord.DMChannel._from_message(state, where)
        case _:
            voice = {"type": 2, "bitrate": 1, "user_limit": 0}
            return discord.VoiceChannel(state=state, guild=guild, data=channel | voice)


def question(text: str = "why?", channel: int = GENERAL, thread: int = 400, message: int = 400) -> Question:
    where = Thread("discord", "" if channel == DM else str(GUILD), str(channel), str(thread))
    return Question(where, MessageId(str(message)), str(ANA), text)


def test_a_message_in_a_channel() -> None:
    """Its thread has its id, though it is not there yet."""
    assert heard() == Said(question(), mentioned=False, direct=False, reply=False)


def test_a_message_in_a_thread() -> None:
    """The channel is the one that the thread is in."""
    assert heard(THREAD) == Said(question(thread=THREAD), mentioned=False, direct=False, reply=True)


def test_the_message_that_opens_a_post_in_a_forum() -> None:
    """It has the thread's id, and nobody was asked before it."""
    first = heard(THREAD, id=str(THREAD))
    assert first == Said(question(thread=THREAD, message=THREAD), mentioned=False, direct=False, reply=False)


def test_a_direct_message() -> None:
    """The channel is the thread."""
    one = heard(DM, channel_id=str(DM))
    assert one == Said(question(channel=DM, thread=DM), mentioned=False, direct=True, reply=True)


def test_a_reply_and_a_mention() -> None:
    reply = heard(type=19, content=f"<@{US}> why?")
    assert reply == Said(question(), mentioned=True, direct=False, reply=False)


@pytest.mark.parametrize("kind", sorted({one.value for one in discord.MessageType} - {0, 19}))
def test_other_types_are_no_questions(kind: int) -> None:
    """Joins, pins, boosts, thread starters, commands, polls."""
    assert heard(type=kind) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"author": MESSAGE["author"] | {"bot": True}},  # type: ignore[operator]
        {"author": MESSAGE["author"] | {"id": str(US)}},  # type: ignore[operator]
        {"webhook_id": "9"},
        {"where": VOICE},
    ],
)
def test_messages_that_are_no_questions(changes: dict[str, Any]) -> None:
    assert heard(**changes) is None


@pytest.mark.parametrize(
    ("mode", "where", "text", "asks", "follows"),
    [
        ("every", GENERAL, "why?", True, False),
        ("mention", GENERAL, "why?", False, False),
        ("mention", GENERAL, f"<@{US}> why?", True, False),
        ("mention", GENERAL, "<@2> why?", False, False),
        ("mention", THREAD, "why?", False, True),
        ("mention", DM, "why?", True, True),
        ("off", GENERAL, f"<@{US}> why?", False, False),
        ("off", THREAD, "why?", False, False),
        ("off", DM, "why?", False, False),
    ],
)
def test_modes(mode: Mode, where: int, text: str, asks: bool, follows: bool) -> None:
    one = heard(where, content=text)
    assert one is not None
    assert (one.asks(mode), one.follows(mode)) == (asks, follows)
