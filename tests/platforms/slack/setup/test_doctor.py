"""The doctor's lines about a Slack app: when all is well, and for everything that may be wrong."""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from slack_sdk.oauth.installation_store.models.bot import Bot

from bridge.errors import BadConfig
from bridge.lines import Lines
from bridge.texts import say
from bridge.types import Language
from platforms.slack.settings import OAuth
from platforms.slack.setup import doctor
from platforms.slack.setup.installations import Installations
from platforms.slack.setup.manifest import SCOPES
from tests.fakes import FakeBackend
from tests.platforms.slack.house import Way, house, settings
from tests.platforms.slack.test_workspaces import app_of
from tests.standins.bolt import web_client
from tests.standins.slack import ApiError, Channel, Dropped, Person, StandInSlack

Examine = Callable[..., Awaitable[bool]]


@pytest.fixture
def lines() -> list[str]:
    """What the doctor has said."""
    return []


@pytest.fixture
def examine(slack: StandInSlack, way: Way, lines: list[str], tmp_path: Path) -> Examine:
    """Of an app in the stand-in, with settings of one's own."""

    async def examined(
        test: str = "",
        language: Language = "en",
        named: tuple[str, ...] = (),
        patience: float = doctor.PATIENCE,
        **own: object,
    ) -> bool:
        of_app = settings(slack, way).model_copy(update=own)
        said = Lines(language, lines.append)
        return await doctor.examine(of_app, tmp_path, said, test=test, named=named, patience=patience)

    return examined


def bad(lines: list[str]) -> list[str]:
    return [line[4:] for line in lines if line.startswith("!!")]


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_all_is_well(
    examine: Examine, lines: list[str], general: Channel, ana: Person, slack: StandInSlack, language: Language
) -> None:
    """Token, scopes, the way in, channels, owners; nothing was posted."""
    assert await examine(language=language, owners=(ana.id,)), bad(lines)
    said = "\n".join(lines)
    assert all(word in said for word in ("threadbridge", slack.team, str(len(SCOPES)), "#general", ana.id))
    assert len(lines) == 7
    assert slack.calls_of("chat.postMessage") == []
    assert slack.bot_token not in said


async def test_there_and_back(
    examine: Examine, lines: list[str], general: Channel, slack: StandInSlack, way: Way
) -> None:
    """The event of a message of its own is seen, and the message deleted."""
    if way == "http":
        port = free_port()
        slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        assert await examine("#general", port=port), bad(lines)
    else:
        assert await examine("#general"), bad(lines)
    assert "came back as an event after" in lines[-2]
    assert general.messages == []


async def test_no_event_comes_back(
    examine: Examine, lines: list[str], general: Channel, slack: StandInSlack
) -> None:
    """Where to look is said, and the message is deleted all the same."""
    slack.workspace.scopes -= {"channels:history"}
    assert not await examine(general.id, patience=0.5)
    assert any("did not come back" in line and "message.channels" in line for line in bad(lines))
    assert general.messages == []


async def test_a_test_in_a_channel_that_it_is_not_in(
    examine: Examine, lines: list[str], general: Channel, slack: StandInSlack
) -> None:
    """Slack's refusal in our words."""
    assert not await examine(slack.channel("other", bot=False).id)
    [said] = bad(lines)
    assert "/invite" in said


async def test_a_refused_token(examine: Examine, lines: list[str], slack: StandInSlack) -> None:
    """Named, with what to do; the way in is looked at all the same."""
    slack.fail("auth.test", ApiError("token_revoked"))
    assert not await examine()
    [said] = bad(lines)
    assert said.startswith("[slack] bot_token: ")
    assert "token_revoked" in said
    assert len(lines) == 3


async def test_slack_can_not_be_reached(examine: Examine, lines: list[str], slack: StandInSlack) -> None:
    """Nor is that a traceback."""
    slack.fail("auth.test", Dropped(written=False))
    assert not await examine()
    assert "can't be reached" in bad(lines)[0]


async def test_each_missing_scope_is_named(
    examine: Examine, lines: list[str], general: Channel, slack: StandInSlack
) -> None:
    """With what does not work without it."""
    slack.workspace.scopes -= {"files:read", "commands"}
    assert not await examine()
    commands, files = bad(lines)
    assert "commands is missing: /threadbridge" in commands
    assert "files:read is missing: pictures and documents in a question" in files


async def test_in_no_channel_yet(examine: Examine, lines: list[str]) -> None:
    """How to invite it; and that nobody is told anything."""
    assert not await examine()
    assert bad(lines) == ["The app is in no channel yet. Write there: /invite @threadbridge"]
    assert any('owners = ["U…"]' in line for line in lines)


async def test_a_channel_that_is_named_and_not_joined(
    examine: Examine, lines: list[str], general: Channel, slack: StandInSlack
) -> None:
    """Which may be on purpose, so it is only a note."""
    other = slack.channel("other", bot=False)
    assert await examine(named=(general.id, other.id))
    assert [line for line in lines if "names the channel" in line] == [
        f"--  config.toml names the channel {other.id}, which the app is not in. Write there: /invite @threadbridge"
    ]


async def test_channels_can_not_be_seen(examine: Examine, lines: list[str], slack: StandInSlack) -> None:
    """The scope is missing, and so is the look."""
    slack.workspace.scopes -= {"groups:read"}
    assert not await examine()
    assert any(line.startswith("Which channels the app is in can't be seen.") for line in bad(lines))


async def test_owners_that_can_not_be_told(
    examine: Examine, lines: list[str], general: Channel, slack: StandInSlack
) -> None:
    """Unknown, or a bot."""
    robot = slack.other_bot("robot")
    assert not await examine(owners=("U0NOBODY", robot.id))
    unknown, gone = bad(lines)
    assert "The owner U0NOBODY can't be told." in unknown
    assert f"The owner {robot.id} is a bot" in gone


async def test_beside_a_running_bridge(
    slack: StandInSlack, general: Channel, tmp_path: Path, lines: list[str], way: Way
) -> None:
    """It is recognised, and a test that would take its events is not made."""
    async with house(slack, tmp_path, FakeBackend(), way=way) as at:
        port = int(at.platform.ready.result().split(":")[2].split("/")[0]) if way == "http" else 0
        one = settings(slack, way).model_copy(update={"port": port})
        assert not await doctor.examine(one, tmp_path, Lines(tell=lines.append), test="#general")
        assert await doctor.examine(one, tmp_path, Lines(tell=lines.append))
    assert bad(lines) == [
        "The test needs the way in for itself: end `threadbridge run` first (Ctrl-C), and mend what stands above."
    ]
    word = "A running Threadbridge answers at" if way == "http" else "1 more connections"
    assert any(word in line for line in lines)
    assert slack.lost == []


async def test_a_port_that_somebody_else_has(slack: StandInSlack, general: Channel, tmp_path: Path) -> None:
    """Another program, or a Threadbridge with another secret."""
    lines: list[str] = []
    taken = int(slack.api_url.split(":")[2].split("/")[0])
    one = settings(slack, "http").model_copy(update={"port": taken})
    assert not await doctor.examine(one, tmp_path, Lines(tell=lines.append))
    assert "does not answer like a Threadbridge" in bad(lines)[0]


async def test_socket_mode_is_refused(slack: StandInSlack, general: Channel, tmp_path: Path) -> None:
    """With the scope that is missing."""
    lines: list[str] = []
    slack.fail("apps.connections.open", ApiError("missing_scope", {"needed": "connections:write"}))
    assert not await doctor.examine(settings(slack, "socket"), tmp_path, Lines(tell=lines.append))
    assert "connections:write" in bad(lines)[0]


async def test_tokens_of_two_apps(slack: StandInSlack, general: Channel, tmp_path: Path) -> None:
    """Each is good, and together they are not."""
    lines: list[str] = []
    other = slack.another_app("other")
    mixed = settings(slack, "socket").model_copy(update={"app_token": SecretStr(other.app_token)})
    assert not await doctor.examine(mixed, tmp_path, Lines(tell=lines.append))
    assert bad(lines) == [
        f"[slack] app_token belongs to another app ({other.id}) than bot_token ({slack.app_id}), "
        "so no event arrives. Take both from the pages of one app."
    ]


async def test_ten_connections_are_the_most(slack: StandInSlack, general: Channel, tmp_path: Path) -> None:
    """The eleventh is told so, and no more comes of it."""
    lines: list[str] = []
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        for _ in range(10):
            opened = await web_client(slack).apps_connections_open(app_token=slack.app_token)
            await stack.enter_async_context(session.ws_connect(opened["url"]))
        await slack.until(lambda: len(slack.sockets.open) == 10)
        assert not await doctor.examine(settings(slack, "socket"), tmp_path, Lines(tell=lines.append))
    assert "Socket Mode does not connect" in bad(lines)[0]


async def test_all_workspaces_or_one(slack: StandInSlack, general: Channel, tmp_path: Path) -> None:
    """Each under its section; one that is not there is a mistake."""
    async with StandInSlack() as second:
        both = settings(slack, "socket").model_copy(update={"workspaces": {"second": app_of(second)}})
        lines: list[str] = []
        assert not await doctor.examine(both, tmp_path, Lines(tell=lines.append))
        assert {"--  [slack]", "--  [slack.workspaces.second]"} <= set(lines)
        assert len(bad(lines)) == 1  # the second is in no channel
        lines.clear()
        assert not await doctor.examine(both, tmp_path, Lines(tell=lines.append), workspace="second")
        assert second.team in lines[0]
        with pytest.raises(BadConfig, match=r"no section \[slack.workspaces.third\]. Known are: slack, slack.work"):
            await doctor.examine(both, tmp_path, Lines(), workspace="third")


async def test_teams_that_installed_it_themselves(slack: StandInSlack, general: Channel, tmp_path: Path) -> None:
    """Each is examined with its own token; where there is none yet, how one comes."""
    oauth = OAuth(client_id="1.2", client_secret=SecretStr("c"), address="https://b.example.com")
    app = settings(slack, "http").model_copy(update={"oauth": oauth, "bot_token": SecretStr("")})
    lines: list[str] = []
    assert await doctor.examine(app, tmp_path, Lines(tell=lines.append))
    assert "https://b.example.com/slack/install" in lines[0]
    bot = Bot(
        team_id=slack.team, bot_token=slack.bot_token, bot_id="B", bot_user_id="U", bot_scopes="", installed_at=0.0
    )
    await Installations.under(tmp_path, "1.2").save(bot)
    lines.clear()
    assert await doctor.examine(app, tmp_path, Lines(tell=lines.append)), bad(lines)
    assert slack.team in lines[0]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.mark.parametrize(("invited", "code"), [(True, 0), (False, 1)])
async def test_the_command(slack: StandInSlack, tmp_path: Path, invited: bool, code: int) -> None:
    """As a person runs it, in their language; 1 when something does not hold."""
    channel = slack.channel("general", bot=invited)
    (tmp_path / "config.toml").write_text(
        f'[defaults]\nlanguage = "ko"\n[channels."slack/{channel.id}"]\nmode = "every"\n'
        f'[slack]\nbot_token = "{slack.bot_token}"\napp_token = "{slack.app_token}"\napi_url = "{slack.api_url}"\n'
    )
    command = (sys.executable, "-m", "bridge.cli", "doctor", "slack", "--config", str(tmp_path / "config.toml"))
    doing = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await doing.communicate()
    assert doing.returncode == code, said.decode()
    assert said.decode().splitlines()[-1] == say("doctor_not_well" if code else "doctor_well", "ko")
    assert (f"config.toml에 있는 채널 {channel.id}" in said.decode()) is not invited
