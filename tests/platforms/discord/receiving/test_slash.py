"""Commands over real sockets: registered once, answered in time, asked where all see it."""

from pathlib import Path

import pytest

from bridge.events import Text
from bridge.types import Model
from platforms.discord.setup.offered import SLASHES
from storage.store import open_store
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import House, house, quiet, told
from tests.standins.discord import (
    ApiError,
    Channel,
    Dropped,
    Fault,
    Interaction,
    Message,
    Person,
    Slow,
    StandInDiscord,
)

OFFERED = "PUT /applications/*/commands"
PNG = b"\x89PNG\r\n\x1a\n picture"
ANSWERED = "POST /interactions/*/*/callback"


async def registered(discord: StandInDiscord, at: House, person: Person, where: Channel) -> None:
    await discord.until(lambda: person.commands(where))
    await quiet(discord, at)


def put(discord: StandInDiscord, where: Channel) -> Message:
    """The question that stands there."""
    return [one for one in where.by(discord.bot) if one.only_for is None][-1]


async def answer(discord: StandInDiscord, at: House, done: Interaction) -> str:
    """What only they see."""
    await discord.until(lambda: done.texts)
    await quiet(discord, at)
    assert all(one.only_for == done.user.id for one in done.answers)
    return "".join(done.texts)


async def test_the_commands_are_there_in_everybodys_language(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Written once: the next start finds them there."""
    kim = discord.user("kim")
    kim.user.locale = "ko"
    for _ in range(2):
        async with house(discord, tmp_path, FakeBackend()) as at:
            await registered(discord, at, ana, general)
    assert list(ana.commands(general)) == [one.name for one in SLASHES]
    assert list(kim.commands(general))[:4] == ["질문", "찾기", "모델", "중지"]
    assert ana.menu(general) == ["Ask about this", "Summarise this thread"]
    assert len(kim.menu(general)) == 2
    assert len(discord.calls_of(OFFERED)) == 1


async def test_a_question_is_asked_in_a_thread_of_what_all_see(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """And goes on there without a command."""
    backend = FakeBackend(Text("Because."))
    async with house(discord, tmp_path, backend) as at:
        await registered(discord, at, ana, general)
        await ana.command(general, "ask", question="why is @everyone here?")
        await discord.until(lambda: told(put(discord, general), discord) == ["Because."])
        shown = put(discord, general)
        await ana.says(shown.thread, "and now?")
        await discord.until(lambda: told(shown, discord) == ["Because.", "Because."])
        await quiet(discord, at)
    assert (shown.content, shown.pinged) == (">>> why is @everyone here?", frozenset())
    assert shown.thread.name == "why is @everyone here?"
    assert [(turn.question.author, turn.question.text) for turn in backend.asked] == [
        (str(ana.id), "why is @everyone here?"),
        (str(ana.id), "and now?"),
    ]


async def test_a_question_that_stands_there_is_asked_though_our_call_was_lost(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Discord has taken it, and tells of the message: asked once, and its asker is told of no trouble."""
    backend = FakeBackend(Text("Yes."))
    async with house(discord, tmp_path, backend) as at:
        await registered(discord, at, ana, general)
        discord.fail(ANSWERED, Dropped())
        await ana.command(general, "ask", question="once?")
        await discord.until(lambda: told(put(discord, general), discord) == ["Yes."])
        await quiet(discord, at)
    assert len(backend.asked) == 1


async def test_a_question_that_was_put_and_not_heard_is_asked_after_a_restart(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Stopped between what all see and the ledger: it is found where it stands."""
    backend = FakeBackend(Text("Yes."))
    async with house(discord, tmp_path, backend) as at:
        await registered(discord, at, ana, general)
        await ana.says(general, "before?")
        await discord.until(lambda: len(backend.asked) == 1)
        await quiet(discord, at)
        done = await ana.command(general, "ask", question="after?")
        with discord.unheard():
            await discord.until(lambda: done.acknowledged)
    assert len(backend.asked) == 1
    async with house(discord, tmp_path, backend) as at:
        await discord.until(lambda: told(put(discord, general), discord) == ["Yes."])
        await quiet(discord, at)
    assert [turn.question.text for turn in backend.asked] == ["before?", "after?"]
    assert backend.asked[-1].question.author == str(ana.id)


async def test_an_answer_in_private_is_held_and_then_said(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Also where the answer to our holding it was lost."""
    async with house(discord, tmp_path, FakeBackend()) as at:
        await registered(discord, at, ana, general)
        assert await answer(discord, at, await ana.command(general, "status")) == "fake can be asked."
        discord.fail(ANSWERED, Dropped())
        assert "/ask" in await answer(discord, at, await ana.command(general, "help"))
    assert general.by(discord.bot) == [one for one in general.by(discord.bot) if one.only_for == ana.id]


async def test_a_command_that_came_too_late_does_nothing_else(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Its sender saw that it failed, and the next one works."""
    async with house(discord, tmp_path, FakeBackend()) as at:
        await registered(discord, at, ana, general)
        discord.fail(ANSWERED, ApiError(10062), times=2)
        late = await ana.command(general, "status")
        await quiet(discord, at)
        assert late.texts == []
        assert await answer(discord, at, await ana.command(general, "status")) == "fake can be asked."


async def test_models_are_offered_in_time(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What the backend has; and none while it does not say."""
    async with house(discord, tmp_path, FakeBackend(offers=[Model("sol", "ours", "Sol")])) as at:
        await registered(discord, at, ana, general)
        typed = await ana.completes(general, "ask", "model", "so", question="why?")
        await discord.until(lambda: typed.choices)
    assert [(one["name"], one["value"]) for one in typed.choices] == [("Sol", "sol")]


@pytest.mark.parametrize("name", ["retry", "stop"])
async def test_in_a_thread_a_command_is_about_its_conversation(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, name: str
) -> None:
    """What is said in the thread leaves nothing behind for its sender."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        await registered(discord, at, ana, general)
        asked = await ana.says(general, "one?")
        await discord.until(lambda: told(asked, discord) == ["Yes."])
        await quiet(discord, at)
        done = await ana.command(asked.thread, name)
        await discord.until(lambda: done.acknowledged)
        await quiet(discord, at)
        assert not done.thinks
    again = ["Yes.", "Yes."] if name == "retry" else ["Yes."]
    assert [text for text in told(asked, discord) if text == "Yes."] == again


async def test_a_file_comes_with_a_question(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It stands at the question, for all to see, and is asked with it once it is there."""
    backend = FakeBackend(Text("A burrito."))
    async with house(discord, tmp_path, backend) as at:
        await registered(discord, at, ana, general)
        picture = ("lunch.png", PNG, "image/png")
        await ana.command(general, "ask", question="what is this?", file=picture)
        await discord.until(lambda: told(put(discord, general), discord) == ["A burrito."])
        await quiet(discord, at)
        shown = put(discord, general)
    assert (shown.content, [one.name for one in shown.attachments]) == (">>> what is this?", ["lunch.png"])
    [turn] = backend.asked
    assert [(one.name, one.content) for one in turn.question.files] == [("lunch.png", PNG)]


async def test_a_question_whose_file_was_awaited_and_that_nobody_heard_is_asked_after_a_restart(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What stood there first was no question yet, and what came behind it has been heard."""
    backend, slow = FakeBackend(Text("A burrito.")), Slow()
    async with house(discord, tmp_path, backend) as at:
        await registered(discord, at, ana, general)
        await at.platform.bot.caught_up()
        discord.fail("PATCH /webhooks/*/*/messages/@original", slow)
        await ana.command(general, "ask", question="what is this?", file=("lunch.png", PNG, "image/png"))
        await discord.until(lambda: discord.calls_of("PATCH /webhooks/*/*/messages/@original"))
        await ana.says(general, "lunch?")
        await discord.until(lambda: len(backend.asked) == 1)
        with discord.unheard():
            slow.release()
            await discord.until(lambda: put(discord, general).content)
    async with house(discord, tmp_path, backend) as at:
        await at.platform.bot.caught_up()
        await quiet(discord, at)
    assert [turn.question.text for turn in backend.asked] == ["lunch?", "what is this?"]


@pytest.mark.parametrize("fault", [Dropped(written=False), ApiError(40005)])
async def test_what_never_became_a_question_is_not_waited_for(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, fault: Fault
) -> None:
    """Its file could not be put there; how far the channel was heard is known all the same."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        await registered(discord, at, ana, general)
        await at.platform.bot.caught_up()
        discord.fail("PATCH /webhooks/*/*/messages/@original", fault)
        await ana.command(general, "ask", question="what is this?", file=("a.png", PNG, "image/png"))
        await discord.until(lambda: not discord.unmet)
        await quiet(discord, at)
        later = await ana.says(general, "later?")
        await quiet(discord, at)
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'house.db'}") as store:
        heard = await store.cursors("discord", str(discord.guild.id))
    assert int(heard[str(general.id)]) >= later.id


@pytest.mark.parametrize(
    ("content", "why"), [(b"no picture", "not the picture that its name says"), (PNG * 10, "larger than")]
)
async def test_a_file_that_is_not_taken_leaves_no_question(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, content: bytes, why: str
) -> None:
    """Its sender is told why, and nobody else sees anything."""
    async with house(discord, tmp_path, FakeBackend(), lists={"largest_file": 10 * len(PNG) - 1}) as at:
        await registered(discord, at, ana, general)
        done = await ana.command(general, "ask", question="what is this?", file=("a.png", content, "image/png"))
        assert why in await answer(discord, at, done)
    assert [one for one in general.by(discord.bot) if one.only_for is None] == []


async def test_a_file_that_discord_refuses_leaves_no_question(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It was loaded, and may not be put there."""
    async with house(discord, tmp_path, FakeBackend()) as at:
        await registered(discord, at, ana, general)
        discord.fail("PATCH /webhooks/*/*/messages/@original", ApiError(40005))
        done = await ana.command(general, "ask", question="what is this?", file=("a.png", PNG, "image/png"))
        assert "Discord takes no such file here" in await answer(discord, at, done)
    assert [one for one in general.by(discord.bot) if one.only_for is None] == []


async def test_who_may_attach_nothing_has_no_file_shown_in_their_name(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Nor is the question asked without it."""
    discord.deny(general, "attach_files", whom=ana.user)
    async with house(discord, tmp_path, FakeBackend()) as at:
        await registered(discord, at, ana, general)
        done = await ana.command(general, "ask", question="what is this?", file=("a.png", PNG, "image/png"))
        assert "You may not attach files here" in await answer(discord, at, done)
    assert [one for one in general.by(discord.bot) if one.only_for is None] == []


async def test_commands_are_called_what_their_sender_sees(
    discord: StandInDiscord, general: Channel, tmp_path: Path
) -> None:
    """In the language of their Discord, whatever the channel speaks."""
    kim = discord.user("kim")
    kim.user.locale = "ko"
    async with house(discord, tmp_path, FakeBackend()) as at:
        await registered(discord, at, kim, general)
        helped = await answer(discord, at, await kim.command(general, "help"))
        refused = await answer(discord, at, await kim.command(general, "stop"))
    assert [line.split()[0] for line in helped.splitlines()[:-1]] == [f"/{name}" for name in kim.commands(general)]
    assert refused.endswith("in its thread: /중지")
