"""What people do besides writing, against unmodified discord.py: commands, completions, buttons, menus, dialogs."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import discord as dpy
import pytest
from discord import app_commands

from tests.standins.discord import Channel, NotPossible, Person, StandInDiscord
from tests.standins.dpy import INTENTS, connected

Act = dpy.Interaction[dpy.Client]
Do = Callable[[Act], Awaitable[object]]


class Acts(dpy.Client):
    """A bot with one of each, which does with everything what the test wants."""

    def __init__(self, do: Do) -> None:
        super().__init__(intents=INTENTS, max_messages=None)
        self.did: list[Act] = []
        self.do = do

    async def on_interaction(self, interaction: Act) -> None:
        self.did.append(interaction)
        with suppress(dpy.HTTPException):  # what was refused stands in the stand-in's calls
            await self.do(interaction)


ASK = {
    "name": "ask",
    "name_localizations": {"ko": "질문"},
    "description": "Ask something",
    "description_localizations": {"ko": "질문하기"},
    "options": [
        {"type": 3, "name": "question", "description": "What to ask", "required": True, "max_length": 20},
        {"type": 3, "name": "model", "description": "Which model", "autocomplete": True},
        {"type": 11, "name": "file", "description": "A file"},
    ],
}
SUMMARISE = {"type": 3, "name": "Summarise this thread"}


@asynccontextmanager
async def acting(discord: StandInDiscord, do: Do) -> AsyncIterator[Acts]:
    async with connected(discord, Acts(do)) as client:
        await client.http.bulk_upsert_global_commands(discord.app.id, [ASK, SUMMARISE])
        yield client


def refused(discord: StandInDiscord) -> list[tuple[int | None, int]]:
    """The status and the code of each call that was refused."""
    return [(call.status, call.code) for call in discord.calls if call.code]


async def test_a_command_is_answered_to_its_sender_alone(
    discord: StandInDiscord, lobby: Channel, bea: Person
) -> None:
    """Seen by them, in no history; discord.py knows who did what where."""

    async def do(act: Act) -> None:
        await act.response.send_message("for you", ephemeral=True)

    async with acting(discord, do) as client:
        done = await bea.command(lobby, "ask", question="why?")
        await discord.until(lambda: done.acknowledged)
    [act] = client.did
    assert act.user.id == bea.id
    assert act.channel is not None
    assert (act.channel.id, act.permissions.send_messages, act.app_permissions.attach_files) == (
        lobby.id,
        True,
        True,
    )
    assert act.data == {
        "id": discord.world.commands.of()[0]["id"],
        "name": "ask",
        "type": 1,
        "options": [{"type": 3, "name": "question", "value": "why?"}],
    }
    assert done.texts == ["for you"]
    assert [one.content for one in discord.whispers(lobby, bea)] == ["for you"]
    assert lobby.messages == []
    assert discord.whispers(lobby, discord.user("cem")) == []


async def test_it_is_deferred_and_answered_later(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """The first words take the place of "is thinking", what follows stands below; what was whispered stays so."""

    async def do(act: Act) -> None:
        await act.response.defer(ephemeral=True, thinking=True)
        assert done.thinks
        await act.followup.send("one", ephemeral=False)
        await act.followup.send("two", ephemeral=True)
        await act.edit_original_response(content="one, edited")

    async with acting(discord, do):
        done = await bea.command(lobby, "ask", question="why?")
        await discord.until(lambda: done.texts == ["one, edited", "two"])
    assert len(discord.whispers(lobby, bea)) == 2
    assert not done.thinks


async def test_an_answer_for_all_is_a_message(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """The app need not be allowed to write there; it can be taken away again."""
    discord.deny(lobby, "send_messages")
    heard: list[dpy.Message] = []

    async def do(act: Act) -> None:
        answer = await act.response.send_message("<@1> for all", allowed_mentions=dpy.AllowedMentions.none())
        assert isinstance(answer.resource, dpy.InteractionMessage)
        heard.append(await act.original_response())
        await act.delete_original_response()

    async with acting(discord, do):
        done = await bea.command(lobby, "ask", question="why?")
        await discord.until(lambda: lobby.gone)
    assert [(one.content, one.type) for one in heard] == [("<@1> for all", dpy.MessageType.chat_input_command)]
    assert lobby.gone[0].pinged == frozenset()
    assert (lobby.messages, done.answers) == ([], [])


async def test_three_seconds(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Then it has failed, and an answer is refused; so is a second first one."""

    async def do(act: Act) -> None:
        if len(client.did) == 1:
            discord.clock.advance(3)
        await act.response.send_message("too late")
        act.response._response_type = None
        await act.response.send_message("once more")

    async with acting(discord, do) as client:
        late = await bea.command(lobby, "ask", question="one?")
        await discord.until(lambda: refused(discord) == [(404, 10062)])
        assert (late.failed, late.texts) == (True, [])
        done = await bea.command(lobby, "ask", question="two?")
        await discord.until(lambda: refused(discord) == [(404, 10062), (400, 40060)])
    assert (done.failed, done.texts) == (False, ["too late"])


async def test_nobody_answers(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Whoever waits for that sees it the moment the time is up."""
    async with acting(discord, lambda act: discord.until(lambda: True)):
        left = await bea.command(lobby, "ask", question="why?")
        discord.clock.advance(2)
        assert not left.failed
        discord.clock.advance(1)
        await discord.until(lambda: left.failed)


async def test_fifteen_minutes(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """After that the token is good for nothing; before a first answer it is not yet."""

    async def do(act: Act) -> None:
        for seconds in (0, 15 * 60):
            discord.clock.advance(seconds)
            with suppress(dpy.HTTPException):
                await act.followup.send("and more")
            if not act.response.is_done():
                await act.response.send_message("yes")

    async with acting(discord, do):
        done = await bea.command(lobby, "ask", question="why?")
        await discord.until(lambda: refused(discord) == [(404, 10015), (401, 50027)])
    assert done.texts == ["yes"]


async def test_models_are_offered_while_one_types(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """What stands in the other options is told, too; 25 choices at most."""

    async def do(act: Act) -> None:
        count = 26 if len(client.did) > 1 else 2
        await act.response.autocomplete(
            [app_commands.Choice(name=f"GPT {number}", value=f"gpt-{number}") for number in range(count)]
        )

    async with acting(discord, do) as client:
        typing = await bea.completes(lobby, "ask", "model", "gp", question="wh")
        await discord.until(lambda: typing.acknowledged)
        await bea.completes(lobby, "ask", "model", "gpt")
        await discord.until(lambda: refused(discord) == [(400, 50035)])
    assert [(one["name"], one["value"]) for one in typing.choices] == [("GPT 0", "gpt-0"), ("GPT 1", "gpt-1")]
    assert client.did[0].data is not None
    assert client.did[0].data["options"] == [  # type: ignore[typeddict-item]
        {"type": 3, "name": "question", "value": "wh"},
        {"type": 3, "name": "model", "value": "gp", "focused": True},
    ]
    assert client.did[0].type is dpy.InteractionType.autocomplete


async def test_a_file_behind_a_command(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    read: list[bytes] = []

    async def do(act: Act) -> None:
        assert act.data is not None
        [file] = act.data["resolved"]["attachments"].values()  # type: ignore[typeddict-item]
        read.append(await act.client.http.get_from_cdn(file["url"]))
        await act.response.defer()

    async with acting(discord, do):
        done = await bea.command(lobby, "ask", question="what?", file=("a.txt", b"mango", "text/plain"))
        await discord.until(lambda: done.acknowledged)
    assert read == [b"mango"]


async def test_a_command_of_a_messages_menu(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """With the message, also of somebody else."""

    async def do(act: Act) -> None:
        await act.response.send_message("a summary", ephemeral=True)

    async with acting(discord, do) as client:
        said = await discord.user("cem").says(lobby, "a long story")
        assert bea.menu(lobby) == ["Summarise this thread"]
        done = await bea.uses_menu(said, "Summarise this thread")
        await discord.until(lambda: done.texts == ["a summary"])
    data = client.did[0].data
    assert data is not None
    assert data["target_id"] == str(said.id)  # type: ignore[typeddict-item]
    assert data["resolved"]["messages"][str(said.id)]["content"] == "a long story"  # type: ignore[typeddict-item]


async def test_what_discord_itself_refuses(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """The app hears nothing of it."""

    async def do(act: Act) -> None:
        raise AssertionError("it heard of it")

    async with acting(discord, do) as client:
        for attempt in (
            bea.command(lobby, "dance"),
            bea.command(lobby, "ask"),
            bea.command(lobby, "ask", question="x" * 21),
            bea.command(lobby, "ask", question=3),
            bea.command(lobby, "ask", question="why?", mood="good"),
            bea.completes(lobby, "ask", "question", "wh"),
            bea.command(discord.forum("ideas"), "ask", question="why?"),
        ):
            with pytest.raises(NotPossible):
                await attempt
        discord.revoke("use_application_commands")
        with pytest.raises(NotPossible):
            await bea.command(lobby, "ask", question="why?")
        assert (bea.commands(lobby), client.did) == ({}, [])


async def test_a_direct_message_has_commands_too(discord: StandInDiscord, bea: Person) -> None:
    async def do(act: Act) -> None:
        await act.response.send_message("hello")

    async with acting(discord, do) as client:
        done = await bea.command(discord.dm(bea), "ask", question="hi")
        await discord.until(lambda: done.texts == ["hello"])
    assert isinstance(client.did[0].channel, dpy.DMChannel)
    assert isinstance(client.did[0].user, dpy.User)
    assert [one.content for one in discord.dm(bea).by(discord.bot)] == ["hello"]
