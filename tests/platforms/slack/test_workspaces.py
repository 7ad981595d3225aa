"""Several workspaces in one process: each answers its own threads, and the trouble of one is not the others'."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bridge.bridge import Bridge
from bridge.errors import BadConfig, PlatformError, Undeliverable
from bridge.events import Shown, Text
from bridge.protocols import Site
from bridge.types import MessageId, Question, State, Thread, Turn, TurnId
from platforms.slack.app import SlackApp
from platforms.slack.platform import opened
from platforms.slack.receiving.server import Server
from platforms.slack.settings import OneWorkspace, SlackSettings
from platforms.trouble import LASTS
from storage.store import open_store
from tests.fakes import FakeBackend
from tests.platforms.house import AT_ONCE, everywhere
from tests.platforms.slack.house import Way, house, quiet, settings, told
from tests.standins.slack import ApiError, Channel, Person, RateLimited, ServerError, StandInSlack


@pytest.fixture
async def second() -> AsyncIterator[StandInSlack]:
    """Another workspace, with an app of its own."""
    async with StandInSlack() as running:
        yield running


def app_of(slack: StandInSlack, way: Way = "socket", **own: object) -> OneWorkspace:
    way_in = {"app_token": slack.app_token} if way == "socket" else {"signing_secret": slack.signing_secret}
    return OneWorkspace.model_validate({"bot_token": slack.bot_token, "api_url": slack.api_url, **way_in, **own})


@pytest.mark.parametrize("other_way", ["socket", "http"])
async def test_each_workspace_gets_its_own_answers(
    slack: StandInSlack, second: StandInSlack, tmp_path: Path, way: Way, other_way: Way
) -> None:
    """By sockets, by HTTP at one server with a path each, and mixed; the same channel ids would not matter."""
    backend = FakeBackend(Text("Here."))
    async with house(slack, tmp_path, backend, way=way, others={"second": app_of(second, other_way)}) as at:
        address = await at.platform.apps["slack.workspaces.second"].ready
        if other_way == "http":
            assert address.endswith("/slack/second/events")
            second.deliver_to(address)
        places = [(one, one.channel("general"), one.user("ana")) for one in (slack, second)]
        asked = [await person.says(channel, f"in {one.team}") for one, channel, person in places]
        for one, _, _ in places:
            await quiet(one, at)
    assert [told(channel, ts, one) for (one, channel, _), ts in zip(places, asked, strict=True)] == [["Here."]] * 2
    assert {turn.thread.workspace for turn in backend.asked} == {slack.team, second.team}


async def test_each_workspace_has_its_own_limits(
    slack: StandInSlack, second: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """A pause that one workspace asks for does not hold up the other."""
    for way_to_answer in ("chat.startStream", "chat.postMessage"):
        slack.fail(way_to_answer, RateLimited(60))
    channel, ben = second.channel("general"), second.user("ben")
    async with house(slack, tmp_path, FakeBackend(Text("Yes.")), others={"second": app_of(second)}) as at:
        await at.platform.apps["slack.workspaces.second"].ready
        await ana.says(general, "here?")
        await slack.until(lambda: any(call.http_status == 429 for call in slack.calls))
        ts = await ben.says(channel, "there?")
        await second.until(lambda: told(channel, ts, second) == ["Yes."])


async def test_a_bad_token_takes_nobody_else_down(
    slack: StandInSlack, second: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Whichever of them has it; the owner hears of it in the workspace that is left."""
    second.fail("auth.test", ApiError("token_revoked"), times=2)
    backend, dm = FakeBackend(Text("Still here.")), slack.dm(ana)
    others = {"second": app_of(second)}
    async with house(slack, tmp_path, backend, owners=(ana.id,), others=others) as at:
        said = await slack.until(lambda: dm.messages[0].text)
        ts = await ana.says(general, "still there?")
        await quiet(slack, at)
    assert said.startswith(
        "Threadbridge goes on without [slack.workspaces.second]. [slack.workspaces.second] bot_t"
    )
    assert told(general, ts, slack) == ["Still here."]


async def test_one_that_cannot_be_reached_holds_up_nobody(
    slack: StandInSlack, second: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It is tried for as long as it takes; the others are at work, and the owner hears how it is."""
    second.fail("auth.test", RateLimited(1))  # until then the first one is there, to tell it
    second.fail("auth.test", ServerError(503), times=LASTS)
    others, dm = {"down": app_of(second)}, slack.dm(ana)
    async with house(slack, tmp_path, FakeBackend(Text("Here.")), owners=(ana.id,), others=others):
        ts = await ana.says(general, "there?")
        await slack.until(lambda: told(general, ts, slack) == ["Here."])
        await slack.until(lambda: len(dm.messages) == 2)
    assert [message.text for message in dm.messages] == [
        "Threadbridge goes on without [slack.workspaces.down]. Slack is in trouble (HTTP 503)",
        "[slack.workspaces.down] works again. Waiting answers are shown now.",
    ]


async def test_when_all_are_lost_the_program_ends(
    slack: StandInSlack, second: StandInSlack, tmp_path: Path
) -> None:
    """There is nobody left to receive from."""
    slack.fail("auth.test", ApiError("invalid_auth"))
    second.fail("auth.test", ApiError("invalid_auth"))
    with pytest.raises(BadConfig, match=r"^\[slack\] bot_token"):
        async with house(slack, tmp_path, FakeBackend(), others={"second": app_of(second)}):
            pass


class Slow(SlackApp):
    """An app that ends when it may."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def serve(self, server: Server) -> None:
        """It has no path."""

    async def run(self, bridge: Bridge, server: Server) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await self.may_end.wait()
            self.ended.set()


async def test_every_app_has_ended_when_the_platform_ends(slack: StandInSlack, tmp_path: Path) -> None:
    """One that takes longer would still write into a ledger that is closed."""
    quick, slow = Slow(), Slow()
    quick.may_end.set()
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'house.db'}") as store:
        site = Site(store, everywhere(), tmp_path)
        async with opened(settings(slack, "socket"), site, AT_ONCE) as platform:
            platform.apps = {"quick": quick, "slow": slow}
            running = asyncio.create_task(platform.run(Bridge(store, {}, {"slack": platform}, everywhere())))
            await asyncio.gather(quick.begun.wait(), slow.begun.wait())
            running.cancel()
            await quick.ended.wait()
            for _ in range(5):
                await asyncio.sleep(0)  # it would end now
            assert not running.done()
            slow.may_end.set()
            await asyncio.gather(running, return_exceptions=True)
            assert slow.ended.is_set()


async def test_two_apps_in_one_workspace_would_both_answer(slack: StandInSlack, tmp_path: Path) -> None:
    """The second one is left out, and the owner told."""
    backend, ana = FakeBackend(Text("Once.")), slack.user("ana")
    dm = slack.dm(ana)
    async with house(slack, tmp_path, backend, owners=(ana.id,), others={"twin": app_of(slack)}):
        said = await slack.until(lambda: dm.messages[0].text)
    assert "is in the same Slack workspace as" in said


def turn(workspace: str) -> Turn:
    question = Question(Thread("slack", workspace, "C1", "1.0"), MessageId("1.0"), "U1", "?")
    return Turn(TurnId(1), question, "fake", State.ANSWERED)


async def nothing() -> AsyncIterator[Shown]:
    yield Text("An answer.")


async def test_an_answer_of_a_workspace_that_is_gone_is_shown_when_it_is_back(
    slack: StandInSlack, tmp_path: Path
) -> None:
    """Not before everybody has told where they are."""
    async with house(slack, tmp_path, FakeBackend()) as at:
        with pytest.raises(PlatformError, match="not in the Slack workspace TGONE at the moment"):
            await at.platform.show(turn("TGONE"), nothing())


async def test_an_answer_waits_for_its_workspace(slack: StandInSlack, second: StandInSlack, tmp_path: Path) -> None:
    """After a restart answers may be shown before their workspace is known."""
    second.fail("auth.test", ServerError(503), times=3)
    async with house(slack, tmp_path, FakeBackend(), others={"second": app_of(second)}) as at:
        showing = asyncio.create_task(at.platform.show(turn(second.team), nothing()))
        with pytest.raises(Undeliverable, match="channel_not_found"):  # it got as far as asking Slack
            await showing
        assert second.calls_of("conversations.replies")


def test_the_others_inherit() -> None:
    """All but the tokens."""
    second = {"bot_token": "xoxb-2", "signing_secret": "s2", "owners": ["U2"]}
    given = {"bot_token": "xoxb-1", "app_token": "xapp-1", "owners": ["U1"], "port": 4000}
    apps = SlackSettings.model_validate({**given, "workspaces": {"second": second}}).apps
    first, other = apps["slack"], apps["slack.workspaces.second"]
    assert (other.port, other.path, other.owners) == (4000, "/slack/second/events", ("U2",))
    assert (other.bot_token, other.app_token) == (SecretStr("xoxb-2"), None)
    assert (first.owners, first.path, first.workspaces) == (("U1",), "/slack/events", {})


@pytest.mark.parametrize(
    ("name", "second", "said"),
    [
        ("Two", {"bot_token": "xoxb-2", "app_token": "xapp-2"}, "is no name for a workspace"),
        ("two", {"bot_token": "xoxb-1", "app_token": "xapp-2"}, "the same bot_token"),
        ("two", {"bot_token": "xoxb-2", "app_token": "xapp-1"}, "the same app_token"),
        ("two", {"bot_token": "xoxb-2"}, "no way in for events"),
    ],
)
def test_mistakes_in_the_others(name: str, second: dict[str, str], said: str) -> None:
    """Each names what is wrong."""
    values = {"bot_token": "xoxb-1", "app_token": "xapp-1", "workspaces": {name: second}}
    with pytest.raises(ValidationError, match=said):
        SlackSettings.model_validate(values)
