"""What is asked behind a slash, and who may not do that, is the same on every platform that has such commands."""

from collections.abc import Sequence
from pathlib import Path

from bridge.events import Opened, Text
from bridge.types import ConversationId, Turn
from platforms.slack.setup.manifest import manifest
from tests.contracts.chats.on_discord import read
from tests.fakes import FakeBackend
from tests.platforms.discord import sockets
from tests.platforms.house import everywhere
from tests.platforms.slack import house
from tests.standins.discord import StandInDiscord
from tests.standins.slack import StandInSlack

Seen = tuple[list[str], list[tuple[str, str, bool]]]
"""What Ana alone sees, and what is asked: its words, what it wants, and whether it began a thread."""

SLASH = "/threadbridge"

NO_CODE = "01234-56789"

GIVEN: Sequence[tuple[str, dict[str, str]]] = (
    ("status", {}),
    ("find", {"words": "mangoes"}),
    ("continue", {"code": NO_CODE}),
    ("ask", {"question": "why?"}),
)
"""Each with what stands behind it; the last one asks."""


def backend() -> FakeBackend:
    return FakeBackend(Opened(ConversationId("c1")), Text("Because."))


def asked(of: FakeBackend) -> list[tuple[str, str, bool]]:
    return [(one.question.text, one.question.action, _begins(one)) for one in of.asked]


def _begins(turn: Turn) -> bool:
    return turn.thread.thread == turn.question.message


async def on_slack(folder: Path, *, blocked: bool = False) -> Seen:
    """By Socket Mode."""
    async with StandInSlack() as slack:
        slack.configure(manifest())
        general, ana, ours = slack.channel("general"), slack.user("ana"), backend()
        lists = {"blocked_people": (ana.id,)} if blocked else {}
        async with house.house(slack, folder, ours, rules=everywhere(), lists=lists) as at:
            for name, typed in GIVEN:
                await ana.command(SLASH, " ".join([name, *typed.values()]), general)
                await house.quiet(slack, at)
        return [one.text for one in general.ephemerals], asked(ours)


async def on_discord(folder: Path, *, blocked: bool = False) -> Seen:
    """By the gateway."""
    async with StandInDiscord(limits=False) as discord:
        general, ana, ours = discord.channel("general"), discord.user("ana"), backend()
        lists = {"blocked_people": (str(ana.id),)} if blocked else {}
        whispered: list[str] = []
        async with sockets.house(discord, folder, ours, rules=everywhere(), lists=lists) as at:
            await discord.until(lambda: ana.commands(general))
            for name, typed in GIVEN:
                done = await ana.command(general, name, **typed)
                await discord.until(lambda: done.acknowledged)  # noqa: B023
                await sockets.quiet(discord, at)
                whispered += [read(one.content) for one in done.answers if one.only_for]
            await discord.until(lambda: blocked or ours.asked)
            await sockets.quiet(discord, at)
        return whispered, asked(ours)


async def test_the_same_is_said_and_asked(tmp_path: Path) -> None:
    """To their sender alone; a question begins a thread of what all see."""
    (tmp_path / "slack").mkdir()
    (tmp_path / "discord").mkdir()
    slack = await on_slack(tmp_path / "slack")
    assert await on_discord(tmp_path / "discord") == slack
    assert slack[1] == [("why?", "ask", True)]
    assert len(slack[0]) == len(GIVEN) - 1


async def test_who_may_not_ask_may_do_nothing(tmp_path: Path) -> None:
    """By the same lists, and in the same words."""
    (tmp_path / "slack").mkdir()
    (tmp_path / "discord").mkdir()
    slack = await on_slack(tmp_path / "slack", blocked=True)
    assert await on_discord(tmp_path / "discord", blocked=True) == slack
    assert slack[1] == []
    assert len(set(slack[0])) == 1
    assert len(slack[0]) == len(GIVEN)
