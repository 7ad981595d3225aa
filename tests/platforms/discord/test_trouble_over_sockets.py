"""Over real sockets, what goes wrong in mid-answer: it is whole in the end, once, and nothing is lost."""

import asyncio
from pathlib import Path

import pytest

from bridge.events import Text
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import answered, house, thread_of, told
from tests.platforms.house import growing
from tests.standins.discord import (
    ApiError,
    Channel,
    Dropped,
    Fault,
    Person,
    RateLimited,
    ServerError,
    StandInDiscord,
)

HALF, WHOLE = "Half", "Half and whole."

TROUBLE: dict[str, Fault] = {
    "too fast": RateLimited(0.01),
    "too fast in all": RateLimited(0.01, scope="global"),
    "in trouble": ServerError(503),
    "cut before the write": Dropped(written=False),
    "cut after the write": Dropped(),
}


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE.keys())
@pytest.mark.parametrize("call", ["POST /channels/*/messages/*/threads", "POST /channels/*/messages", "PATCH"])
async def test_a_call_that_fails(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, call: str, trouble: Fault
) -> None:
    """One thread, one message in it, and its text is the answer."""
    steps, [gate] = growing(HALF, " and whole.")
    discord.fail("PATCH /channels/*/messages/*" if call == "PATCH" else call, trouble)
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "how much?")
        await discord.until(lambda: told(asked, discord) == [HALF])
        gate.set()
        await answered(discord, at, asked, WHOLE)
    assert (len(general.threads), discord.unmet) == (1, [])


@pytest.mark.parametrize("how", ["op 7", "op 9", "op 9, resumable", "cut", "closed"])
async def test_the_line_to_the_gateway_breaks(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, how: str
) -> None:
    """The answer does not notice, and the next question is heard on the new line."""
    steps, [gate] = growing(HALF, " and whole.")
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "how much?")
        await discord.until(lambda: told(asked, discord) == [HALF])
        before = len(discord.gateway.closed)
        breaks(discord, how)
        await discord.until(lambda: len(discord.gateway.closed) > before)
        await discord.joined()
        gate.set()
        await answered(discord, at, asked, WHOLE)
        await ana.says(asked.thread, "and now?")
        await answered(discord, at, asked, WHOLE, WHOLE)


async def test_a_line_on_which_nothing_comes_back(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Heartbeats that are not acknowledged: the line is given up for another one, and nothing is missed."""
    async with house(discord, tmp_path, FakeBackend(Text(WHOLE))) as at:
        at.platform.bot.client.memory.heartbeat_timeout = 0.1
        discord.habits.heartbeat, discord.habits.acks = 0.02, False
        discord.gateway.cut()
        await discord.until(lambda: len(discord.gateway.resumed) == 2)
        discord.habits.acks = True
        asked = await ana.says(general, "are you there?")
        await answered(discord, at, asked, WHOLE)
    assert len(discord.gateway.identified) == 1


def breaks(discord: StandInDiscord, how: str) -> None:
    match how:
        case "op 7":
            discord.gateway.ask_for_reconnect()
        case "op 9":
            discord.gateway.invalidate()
        case "op 9, resumable":
            discord.gateway.invalidate(resumable=True)
        case "cut":
            discord.gateway.cut()
        case _:
            discord.gateway.close(4009)


async def test_a_restart_in_the_middle(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The same message grows to its end, though Discord tells the question again and again."""
    steps, [gate] = growing(HALF, " and whole.")
    async with house(discord, tmp_path, FakeBackend(*steps)):
        asked = await ana.says(general, "how much?")
        await discord.until(lambda: told(asked, discord) == [HALF])
        discord.redeliver(asked, times=3)
        await discord.settled()
    gate.set()
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        discord.redeliver(asked, times=3)
        await answered(discord, at, asked, WHOLE)
    assert len(asked.thread.by(discord.bot)) == 1


@pytest.mark.parametrize("code", [10008, 50013, 50024])
async def test_a_forum_post_that_is_archived_while_we_are_away(
    discord: StandInDiscord, ana: Person, tmp_path: Path, code: int
) -> None:
    """discord.py does not know it then; it is a thread all the same, and the answer takes it up again."""
    discord.fail("POST /channels/*/messages/*/threads", ApiError(code))
    waiting = FakeBackend(asyncio.Event())
    async with house(discord, tmp_path, waiting):
        post = await ana.posts(discord.forum("questions"), "The sky", "why is it blue?")
        await waiting.began.wait()
    await ana.archives(post)
    async with house(discord, tmp_path, FakeBackend(Text(WHOLE))) as at:
        await answered(discord, at, post, WHOLE)
    assert not post.archived


async def test_what_its_asker_is_told_meanwhile_is_no_part_of_an_answer(
    discord: StandInDiscord, ana: Person, tmp_path: Path
) -> None:
    """Said in the same direct messages, between the question and its answer, which is begun after a restart."""
    dm, waiting = discord.dm(ana), FakeBackend(asyncio.Event())
    async with house(discord, tmp_path, waiting, owners=(str(ana.id),)) as at:
        await ana.says(dm, "how much?")
        await waiting.began.wait()
        await at.platform.tell_owner("Somebody has to sign in.", None)
    async with house(discord, tmp_path, FakeBackend(Text(WHOLE))) as at:
        await answered(discord, at, dm, "Somebody has to sign in.", WHOLE)


async def test_nothing_is_refused_though_discord_counts(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Its buckets are on: what can't be said at once is said when there is room, and the last words are there."""
    discord.habits.limits = True
    discord.clock.run(100)
    steps, gates = growing(*(f"{number} " for number in range(20)))
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "count")
        for number, gate in enumerate(gates):
            await discord.until(lambda number=number: told(asked, discord)[0].endswith(str(number)))  # type: ignore[misc]
            gate.set()
        await answered(discord, at, asked, " ".join(str(number) for number in range(20)))
    assert discord.refused == []


async def test_a_thread_that_is_archived_meanwhile(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It refuses edits; the answer goes on in it all the same, for a post takes it up again."""
    steps, [gate] = growing(HALF, " and whole.")
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "how much?")
        await discord.until(lambda: told(asked, discord) == [HALF])
        await ana.archives(asked.thread)
        gate.set()
        await discord.until(lambda: WHOLE in "".join(told(asked, discord)))
        await at.bridge.idle()
    assert not asked.thread.archived


@pytest.mark.parametrize("archived", [False, True])
async def test_a_thread_that_is_locked_meanwhile(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, archived: bool
) -> None:
    """Discord is not asked again and again; the asker is told privately, and the ledger has the answer."""
    steps, [gate] = growing(HALF, " and whole.")
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "how much?")
        await discord.until(lambda: told(asked, discord) == [HALF])
        if archived:
            await ana.archives(asked.thread, locked=True)
        else:
            await ana.locks(asked.thread)
        gate.set()
        await discord.until(lambda: told(discord.dm(ana), discord))
        await at.bridge.idle()
        [turn] = await at.store.history(thread_of(asked))
    assert (turn.answer, told(asked, discord)) == (WHOLE, [HALF])
    assert len(discord.refused) + len([call for call in discord.calls if call.status == 400]) <= 6


async def test_an_answer_that_takes_longer_than_its_message_can_be_edited(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """More than an hour: another message has all of it then, and nobody waits until the old one can be edited."""
    discord.habits.old_edits = 1
    steps, [gate, last] = growing(HALF, " and whole", ".")
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "how much?")
        await discord.until(lambda: told(asked, discord) == [HALF])
        discord.clock.advance(2 * 3600)
        gate.set()
        await discord.until(lambda: told(asked, discord) == [f"{HALF} and whole"])
        last.set()
        await answered(discord, at, asked, WHOLE)
    assert [call.code for call in discord.refused] == [30046]


async def test_nobody_is_pinged(discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path) -> None:
    """Not by an answer's first text, nor by one that is edited in."""
    role = discord.role("staff")
    loud = f"@everyone @here {ana.mention} {role.mention}"
    steps, [gate] = growing(f"{loud} first", f"{loud} later")
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "whom?")
        await discord.until(lambda: told(asked, discord))
        gate.set()
        await discord.until(lambda: "later" in told(asked, discord)[0])
        await at.bridge.idle()
    assert [message.pinged for message in asked.thread.by(discord.bot)] == [frozenset()]


async def test_twenty_parts(discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path) -> None:
    """Nothing is lost between them, and Discord takes each."""
    text = "\n\n".join(f"Paragraph {number}: " + "word " * 300 for number in range(25))
    async with house(discord, tmp_path, FakeBackend(Text(text))) as at:
        asked = await ana.says(general, "all of it")
        await discord.until(lambda: "Paragraph 24" in told(asked, discord)[-1])
        await at.bridge.idle()
    words = [word for part in told(asked, discord) for word in part.split()]
    assert words == text.split()


async def test_what_is_refused_again_and_again_is_no_reason_for_a_ban(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Refusals come to an end long before Cloudflare's patience does."""
    discord.habits.invalid_requests = 50
    discord.fail("POST /channels/*/messages/*/threads", ApiError(50013), times=1_000)
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        for number in range(20):
            await ana.says(general, f"{number}?")
        await discord.settled()
        await at.platform.errands.idle()
        await at.bridge.idle()
    assert not discord.banned
