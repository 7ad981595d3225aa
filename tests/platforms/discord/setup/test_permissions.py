"""What the bot needs, in one table: complete, explained in both languages, and no more than that."""

import discord
import pytest

from platforms.discord.setup.permissions import (
    FILES,
    HISTORY,
    IN_THREADS,
    NEEDED,
    REACTIONS,
    SEND,
    THREADS,
    VIEW,
    Needed,
    invited,
    missing,
)

KINDS = discord.ChannelType


def names(kind: discord.ChannelType, granted: discord.Permissions) -> list[str]:
    return [one.name for one in missing(kind, granted)]


def test_an_invitation_asks_for_what_is_needed_and_for_nothing_else() -> None:
    """Nobody has to grant Administrator, or embeds that are never made."""
    asked = {name for name, on in invited() if on}
    assert asked == {"read_messages", HISTORY, SEND, THREADS, IN_THREADS, FILES, REACTIONS}
    assert invited().value == 0x48_0001_8C40


def test_a_text_channel_takes_all_of_them() -> None:
    """An announcement channel as well."""
    granted = invited()
    assert names(KINDS.text, granted) == names(KINDS.news, granted) == []
    granted.update(attach_files=False, create_public_threads=False)
    assert names(KINDS.text, granted) == [THREADS, FILES]


def test_people_begin_the_threads_of_a_forum() -> None:
    """The bot neither makes them nor writes anywhere else in it."""
    granted = invited()
    granted.update(send_messages=False, create_public_threads=False)
    assert names(KINDS.forum, granted) == []
    assert names(KINDS.text, granted) == [THREADS, SEND]


def test_where_it_sees_nothing_nothing_else_counts() -> None:
    """Only that is named which has to be granted first."""
    assert names(KINDS.text, discord.Permissions.none()) == [VIEW]
    assert names(KINDS.voice, discord.Permissions.none()) == []


@pytest.mark.parametrize("one", NEEDED, ids=[one.name for one in NEEDED])
def test_each_has_a_name_and_a_reason(one: Needed) -> None:
    """As Discord calls it, which is not the same in Korean."""
    assert one.shown.say("en") in one.shown.say("ko")
    assert one.reason.say("en") != one.reason.say("ko")
