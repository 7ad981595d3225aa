"""The doctor's lines about a Discord bot: when all is well, and for everything that may be wrong."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bridge.events import Text
from bridge.lines import Lines
from bridge.texts import say
from bridge.types import Language
from platforms.discord.connection.client import Client
from platforms.discord.setup import doctor
from platforms.discord.setup.offered import offers
from platforms.discord.setup.registering import Application, register
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import answered, house, settings
from tests.standins.discord import ApiError, Channel, Dropped, Kind, Person, StandInDiscord

Examine = Callable[..., Awaitable[bool]]


@pytest.fixture
def lines() -> list[str]:
    """What the doctor has said."""
    return []


@pytest.fixture
def examine(discord: StandInDiscord, lines: list[str]) -> Examine:
    """Of the bot in the stand-in, with settings of one's own."""

    async def examined(
        test: str = "",
        language: Language = "en",
        named: tuple[str, ...] = (),
        patience: float = doctor.PATIENCE,
        server: str = "",
        **own: object,
    ) -> bool:
        said = Lines(language, lines.append)
        of_bot = settings(discord).model_copy(update=own)
        return await doctor.examine(of_bot, said, server=server, test=test, named=named, patience=patience)

    return examined


def bad(lines: list[str]) -> list[str]:
    return [line[4:] for line in lines if line.startswith("!!")]


def notes(lines: list[str]) -> list[str]:
    return [line[4:] for line in lines if line.startswith("--")]


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_all_is_well(
    examine: Examine, lines: list[str], general: Channel, ana: Person, discord: StandInDiscord, language: Language
) -> None:
    """Token, intent, gateway, server, owners; nothing was written, and nobody connected."""
    assert await examine(language=language, owners=(str(ana.id),)), bad(lines)
    said = "\n".join(lines)
    assert all(word in said for word in ("threadbridge", "home", "#general", "1000", str(ana.id)))
    assert discord.calls_of("POST /channels/*/messages") == []
    assert discord.gateway.identified == []
    assert discord.token not in said


async def test_there_and_back(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """The event of a message of its own is seen, and the message deleted."""
    assert await examine("#general"), bad(lines)
    assert "came back as an event after" in lines[-2]
    assert general.messages == []


async def test_beside_a_running_bridge(
    examine: Examine, lines: list[str], general: Channel, ana: Person, discord: StandInDiscord, tmp_path: Path
) -> None:
    """Each connection hears everything, so neither disturbs the other; nobody answers the doctor."""
    backend = FakeBackend(Text("Yes."))
    async with house(discord, tmp_path, backend) as at:
        assert await examine("#general"), bad(lines)
        asked = await ana.says(general, "still there?")
        await answered(discord, at, asked, "Yes.")
    assert [turn.question.text for turn in backend.asked] == ["still there?"]


async def test_no_event_comes_back(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """Where to look is said, and the message is deleted all the same."""
    with discord.unheard():
        assert not await examine(str(general.id), patience=0.3)
    assert "did not come back within" in bad(lines)[0]
    assert general.messages == []


async def test_a_test_where_it_may_not_write(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """Discord's refusal in our words; a name that nobody knows is no channel."""
    discord.deny(general, "send_messages")
    assert not await examine("#general")
    assert 'lacks the permission "Send Messages"' in bad(lines)[-1]
    assert not await examine("#nowhere")
    assert "sees no channel #nowhere" in bad(lines)[-1]


async def test_a_gateway_that_refuses(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """As it would at the start."""
    discord.gateway.refusing.append(4014)
    assert not await examine("#general")
    assert "Message Content Intent" in bad(lines)[0]


async def test_a_refused_token(examine: Examine, lines: list[str], discord: StandInDiscord) -> None:
    """Named, with what to do, and nothing else is called."""
    assert not await examine(token=SecretStr("another.one.now"))
    [said] = bad(lines)
    assert said.startswith("[discord] token: Discord refuses the bot's token.")
    assert len(discord.calls) == 1


async def test_discord_can_not_be_reached(examine: Examine, lines: list[str], discord: StandInDiscord) -> None:
    """Nor is that a traceback."""
    discord.fail("GET /users/@me", Dropped(written=False), times=2)
    assert not await examine()
    assert "can't be reached" in bad(lines)[0]


async def test_the_intent_is_off(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """With where it is switched on."""
    discord.app.message_content = False
    assert not await examine()
    [said] = bad(lines)
    assert "Message Content Intent" in said
    assert '"Bot"' in said


async def test_the_switches_of_the_apps_pages(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """Those that lead commands elsewhere, make the invitation useless, or let everybody in."""
    assert await examine(), bad(lines)
    assert any('"Public Bot" is on' in note for note in notes(lines))
    lines.clear()
    discord.app.endpoint, discord.app.code_grant = "https://elsewhere.example.com/", True
    discord.app.public = False
    assert not await examine()
    endpoint, grant = bad(lines)
    assert "https://elsewhere.example.com/" in endpoint
    assert "OAuth2 Code Grant" in grant
    assert notes(lines)[0].startswith("Only the app's owner can take the bot into servers.")


async def test_few_connections_are_left(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """When none is, Discord takes the token back."""
    discord.world.identifies_left = lambda: 7
    assert not await examine()
    assert "7 of 1000" in bad(lines)[0]


async def test_no_server_yet(examine: Examine, lines: list[str], discord: StandInDiscord) -> None:
    """With the invitation."""
    discord.leave(discord.guild)
    assert not await examine()
    [said] = bad(lines)
    assert f"https://discord.com/oauth2/authorize?client_id={discord.app.id}&" in said


async def test_what_a_server_does_not_grant(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """Each permission with what does not work without it, and where it is granted."""
    discord.revoke("attach_files", "create_public_threads")
    assert not await examine()
    threads, files, nowhere = [*bad(lines), ""][:3]
    assert 'lacks "Create Public Threads": a thread from each question' in threads
    assert "Server Settings, Roles, threadbridge" in threads
    assert 'lacks "Attach Files"' in files
    assert nowhere == ""


async def test_what_is_missing_for_some_things_only(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """It answers all the same."""
    discord.revoke("attach_files")
    assert not await examine()
    [said] = bad(lines)
    assert 'lacks "Attach Files"' in said
    assert "ok  home: the bot can answer in 1 channels: #general" in lines


async def test_what_a_channel_takes_away(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """On purpose, perhaps; in a channel that config.toml names it is wrong."""
    rules, secret = discord.channel("rules"), discord.channel("secret")
    discord.deny(rules, "send_messages_in_threads", "create_public_threads")
    discord.deny(secret, "view_channel")
    assert await examine(), bad(lines)
    assert any("in #rules the bot lacks" in note and "Send Messages in Threads" in note for note in notes(lines))
    assert any("does not see #secret" in note for note in notes(lines))
    lines.clear()
    assert not await examine(named=(str(rules.id), str(general.id)))
    [said] = bad(lines)
    assert 'in #rules the bot lacks "Create Public Threads", "Send Messages in Threads"' in said
    assert "role threadbridge" in said


async def test_no_channel_at_all(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """Then nobody can ask anything there."""
    discord.deny(general, "send_messages_in_threads")
    assert not await examine()
    assert bad(lines) == ["home: there is no channel in which the bot can answer."]


async def test_only_channels_where_it_may_answer_count(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """The lists of config.toml, and the kinds of channels: a voice channel has no threads, a forum only posts."""
    rules, forum = discord.channel("rules"), discord.forum("help")
    discord.channel("loud", Kind.VOICE)
    discord.deny(rules, "send_messages_in_threads")
    discord.deny(forum, "send_messages", "create_public_threads")
    assert await examine(blocked_channels=(str(rules.id),)), bad(lines)
    assert "home: the bot can answer in 2 channels: #general, #help" in "\n".join(lines)
    assert "rules" not in "\n".join(lines)
    lines.clear()
    assert await examine(allowed_channels=(str(general.id),)), bad(lines)
    assert "in 1 channels: #general" in "\n".join(lines)


async def test_channels_of_config_toml(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """One that is gone, one that is no id, one where questions are not answered."""
    voice = discord.channel("loud", Kind.VOICE)
    assert not await examine(named=("1234567", "general", str(voice.id)))
    gone, no_id = bad(lines)
    assert "names the channel 1234567. The channel or the thread was deleted" in gone
    assert '"general", which is no id' in no_id
    assert any("names the channel loud" in note for note in notes(lines))


async def test_several_servers_or_one(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """Each with its own lines; one that it is not in is a mistake."""
    second = discord.another_guild("second")
    assert not await examine()
    assert bad(lines) == ["second: there is no channel in which the bot can answer."]
    lines.clear()
    assert await examine(server=str(discord.guild.id)), bad(lines)
    assert "second" not in "\n".join(lines)
    lines.clear()
    assert not await examine(server="42")
    assert f"not in the server 42. It is in: home ({discord.guild.id}), second ({second.id})" in bad(lines)[0]


async def test_a_server_that_does_not_answer(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """The others are looked at all the same."""
    discord.channel("there", guild=discord.another_guild("second"))
    discord.fail("GET /guilds/*", ApiError(10004))
    assert not await examine()
    assert "home can't be looked at. The bot is not in the server any more" in bad(lines)[0]
    assert "second: the bot can answer in 1 channels: #there" in "\n".join(lines)


async def test_a_time_out(examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord) -> None:
    """Everything is granted, and yet nothing can be written."""
    until = discord.clock.now() + 3600.0
    discord.guild.members[discord.bot.id].quiet_until = until
    assert not await examine()
    [said] = bad(lines)
    assert f"time-out until {datetime.fromtimestamp(until, UTC):%Y-%m-%d %H:%M} UTC" in said


async def test_an_administrator(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """Far too much, and yet nothing is missing."""
    discord.grant("administrator")
    assert await examine(), bad(lines)
    assert any("administrator's" in note for note in notes(lines))


async def test_commands_that_a_server_does_not_allow(
    examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord
) -> None:
    """A bot that was invited without them is invited once more."""
    discord.fail("GET /applications/*/guilds/*/commands", ApiError(50001, 403))
    assert not await examine()
    [said] = bad(lines)
    assert f"guild_id={discord.guild.id}" in said


async def test_commands(examine: Examine, lines: list[str], general: Channel, discord: StandInDiscord) -> None:
    """Not registered before the first start, and then all of them; where Discord does not tell, that is said."""
    assert await examine(), bad(lines)
    assert any("Not registered as they are now: ask, " in note for note in notes(lines))
    client = Client(settings(discord), lambda told: None, lambda interaction: None)
    await client.login(discord.token)
    await register(Application(client))
    await client.close()
    assert await examine(), bad(lines)
    assert f"All {len(offers())} commands are registered." in "\n".join(lines)
    discord.fail("GET /applications/*/commands", ApiError(20012, 403))
    assert not await examine()
    assert "Which commands are registered can't be seen." in bad(lines)[0]


async def test_owners(
    examine: Examine, lines: list[str], general: Channel, ana: Person, discord: StandInDiscord
) -> None:
    """Those who can be told, and those who can't."""
    robot, stranger = discord.other_bot("robot"), discord.stranger("gone")
    owners = (str(ana.id), str(robot.id), str(stranger.id), "ana", "77")
    assert not await examine(owners=owners)
    bot, elsewhere, no_id, nobody = bad(lines)
    assert bot == f"The owner {robot.id} is a bot."
    assert f"{stranger.id} (gone) shares no server with the bot" in elsewhere
    assert '"ana" is no id' in no_id
    assert "77 can't be told. Discord knows no such person" in nobody


@pytest.mark.parametrize(("granted", "code"), [(True, 0), (False, 1)])
async def test_the_command(
    discord: StandInDiscord, general: Channel, tmp_path: Path, granted: bool, code: int
) -> None:
    """As a person runs it, in their language; 1 when something does not hold."""
    if not granted:
        discord.deny(general, "read_message_history")
    (tmp_path / "config.toml").write_text(
        f'[defaults]\nlanguage = "ko"\n[channels."discord/{general.id}"]\nmode = "every"\n'
        f'[discord]\ntoken = "{discord.token}"\napi_url = "{discord.api_url}"\n'
    )
    said = await run(tmp_path, code, "doctor", "discord")
    assert said.splitlines()[-1] == say("doctor_not_well" if code else "doctor_well", "ko")
    assert ("메시지 기록 보기(Read Message History)" in said) is not granted


async def run(folder: Path, code: int, *words: str) -> str:
    command = (sys.executable, "-m", "bridge.cli", *words, "--config", str(folder / "config.toml"))
    doing = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await doing.communicate()
    assert doing.returncode == code, said.decode()
    return said.decode()
