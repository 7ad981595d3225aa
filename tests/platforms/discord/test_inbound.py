"""Discord's messages to questions: a table over discord.py's own objects, without a connection."""

from typing import Any

import discord
import pytest

from bridge.types import Attachment, MessageId, Mode, Question, Thread
from platforms.discord.inbound import beside_voice, said
from platforms.receiving.hearing import Said

US, GUILD, GENERAL, THREAD, DM, VOICE, ANA, ROLE = 1, 20, 30, 40, 50, 60, 70, 80
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
    return said(message(where, **changes), US)


def message(where: int = GENERAL, **changes: Any) -> discord.Message:
    state: Any = discord.Client(intents=discord.Intents.none())._connection
    state.user = discord.Object(US)
    data: Any = MESSAGE | changes
    channel = place(state, where)
    if guild := getattr(channel, "guild", None):
        state._add_guild(guild)
    guild_id = {"guild_id": str(GUILD)} if guild else {}
    return discord.Message(state=state, channel=channel, data=data | guild_id)


def place(state: Any, where: int) -> Any:
    role = {"id": str(ROLE), "name": "us", "permissions": "0", "position": 1, "tags": {"bot_id": str(US)}}
    roles = [{"id": str(GUILD), "name": "@everyone", "permissions": "0", "position": 0}, role]
    data: Any = {"id": str(GUILD), "roles": roles}
    guild = discord.Guild(state=state, data=data)
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
    """It has the thread's id, nobody was asked before it, and the post's title is part of what it says."""
    first = heard(THREAD, id=str(THREAD))
    asked = question("general\n\nwhy?", thread=THREAD, message=THREAD)
    assert first == Said(asked, mentioned=False, direct=False, reply=False)


def test_a_command_that_opens_a_post_is_one() -> None:
    """The title would hide it."""
    first = heard(THREAD, id=str(THREAD), content="!help")
    assert first is not None
    assert first.question.text == "!help"


ANSWERED = MESSAGE | {"id": "300", "content": "first\nsecond", "author": MESSAGE["author"] | {"id": "71"}}  # type: ignore[operator]
FILE = {"id": "900", "filename": "a.png", "size": 3, "url": "https://cdn.discordapp.com/a", "proxy_url": ""}


def reply_to(referenced: dict[str, Any], **changes: Any) -> dict[str, Any]:
    where = {"message_id": referenced["id"], "channel_id": str(GENERAL), "guild_id": str(GUILD)}
    return {"type": 19, "message_reference": where, "referenced_message": referenced, **changes}


def test_what_a_reply_is_about_comes_with_it() -> None:
    """Also when there is nothing but our mention in it; with its files."""
    seen = ANSWERED | {"attachments": [FILE]}
    one = heard(**reply_to(seen, content=f"<@{US}> really?"))
    bare = heard(**reply_to(ANSWERED, content=f"<@{US}>"))
    assert one is not None
    assert bare is not None
    assert one.question.text == "really?\n\n> ana:\n> first\n> second"
    assert one.question.attachments == (Attachment("a.png", "30/300/900", 3),)
    assert bare.question.text == "> ana:\n> first\n> second"


def test_in_a_thread_the_conversation_knows_what_is_answered() -> None:
    one = heard(THREAD, **reply_to(ANSWERED, content="really?"))
    assert one is not None
    assert one.question.text == "really?"


def test_a_reply_to_our_own_message_means_us() -> None:
    """Without a mention; a reply to somebody else does not, nor to what was deleted."""
    ours = ANSWERED | {"author": MESSAGE["author"] | {"id": str(US), "bot": True}}  # type: ignore[operator]
    gone = reply_to(ANSWERED) | {"referenced_message": None}
    replies = [heard(**reply_to(ours)), heard(**reply_to(ANSWERED)), heard(**gone)]
    assert [one and one.mentioned for one in replies] == [True, False, False]


def test_the_role_that_only_we_have_is_a_mention() -> None:
    """People take the one for the other; other roles are none."""
    one, other = heard(content=f"<@&{ROLE}> why?"), heard(content="<@&2> why?")
    assert one is not None
    assert other is not None
    assert (one.mentioned, one.question.text) == (True, "why?")
    assert (other.mentioned, other.question.text) == (False, "<@&2> why?")


def test_a_forwarded_message_is_what_it_is_about() -> None:
    """It comes as a snapshot, with its files, which are found again at the message that was written here."""
    fields = ("type", "embeds", "timestamp", "edited_timestamp")
    snapshot = {key: MESSAGE[key] for key in fields} | {"content": "look", "attachments": [FILE]}
    one = heard(content="", message_snapshots=[{"message": snapshot}])
    assert one is not None
    assert one.question.text == "> look"
    assert one.question.attachments == (Attachment("a.png", "30/400/900", 3),)


def test_beside_a_voice_channel() -> None:
    """Only what is meant for us."""
    asked = message(VOICE, content=f"<@{US}> why?")
    assert said(asked, US) is None
    beside = beside_voice(asked, US)
    assert beside is not None
    assert beside.question.text == "why?"
    assert beside_voice(message(VOICE), US) is None
    assert beside_voice(message(GENERAL, content=f"<@{US}> why?"), US) is None


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
