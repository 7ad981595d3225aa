"""Teams install the app themselves: usable at once and after a restart, and gone when they take it out."""

import logging
import os
import stat
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from yarl import URL

from bridge.events import Text
from platforms.slack.installed import takes_out
from platforms.slack.settings import OAuth, OneWorkspace
from platforms.slack.setup.installations import States
from platforms.slack.setup.manifest import SCOPES
from tests.fakes import FakeBackend
from tests.platforms.slack.house import House, house, quiet, told
from tests.standins.slack import ApiError, ServerError, StandInSlack, Team

ADDRESS = "https://bridge.example.com"


@dataclass(frozen=True, slots=True)
class Came:
    """What a person's browser shows in the end."""

    status: int
    text: str


class Visitor:
    """A person with a browser, who installs the app. The public address leads to the app's own."""

    def __init__(self, session: aiohttp.ClientSession, local: URL) -> None:
        self._session = session
        self._local = local.origin()
        self.cookie = ""

    async def begins(self) -> URL:
        """Where the first page leads."""
        async with self._session.get(self._local / "slack/install", allow_redirects=False) as answer:
            self.cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
            assert "HttpOnly" in answer.headers["Set-Cookie"]
            return URL(answer.headers["Location"])

    async def agrees(self, at: URL) -> URL:
        """At Slack; where that leads back to."""
        async with self._session.get(at, allow_redirects=False) as answer:
            return URL(answer.headers["Location"])

    async def comes(self, back: URL, cookie: str | None = None) -> Came:
        here = self._local.join(back.relative())
        headers = {"Cookie": self.cookie if cookie is None else cookie}
        async with self._session.get(here, headers=headers) as answer:
            return Came(answer.status, await answer.text())

    async def installs(self) -> Came:
        return await self.comes(await self.agrees(await self.begins()))


@pytest.fixture
def team(slack: StandInSlack) -> Team:
    """A workspace that does not have the app yet."""
    return slack.another_team("Other", installed=False)


def bridge(
    slack: StandInSlack, folder: Path, backend: FakeBackend, teams: tuple[str, ...] = ()
) -> AbstractAsyncContextManager[House]:
    oauth = OAuth(
        client_id=slack.app.client_id,
        client_secret=SecretStr(slack.app.client_secret),
        address=ADDRESS,
        teams=teams,
    )
    return house(slack, folder, backend, way="http", lists={"oauth": oauth, "bot_token": SecretStr("")})


@asynccontextmanager
async def visitor(at: House) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Visitor(session, URL(at.platform.ready.result()))


async def test_a_team_installs_it_and_asks(
    slack: StandInSlack, team: Team, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Without a restart, and after one; no secret is in the log."""
    caplog.set_level(logging.DEBUG)
    backend, general, bo = FakeBackend(Text("Hello.")), team.channel("general"), team.user("bo")
    async with bridge(slack, tmp_path, backend) as at, visitor(at) as person:
        await slack.verify_url()  # Slack looks whether the address is ours before anybody has installed it
        leads = await person.begins()
        assert leads.origin() == URL(slack.api_url).origin()
        assert (leads.path, leads.query["redirect_uri"]) == (
            "/oauth/v2/authorize",
            f"{ADDRESS}/slack/oauth_redirect",
        )
        assert leads.query["scope"].split(",") == list(SCOPES)
        came = await person.comes(await person.agrees(leads))
        assert (came.status, "Threadbridge is in Other now." in came.text) == (200, True)
        first = await bo.says(general, "hello?")
        await quiet(slack, at)
        assert told(general, first, team) == ["Hello."]
    async with bridge(slack, tmp_path, backend) as at:
        second = await bo.says(general, "still there?")
        await quiet(slack, at)
    assert told(general, second, team) == ["Hello."]
    assert {turn.thread.workspace for turn in backend.asked} == {team.team}
    secrets = (team.bot_token, slack.app.client_secret, slack.signing_secret)
    ours = "\n".join(one.getMessage() for one in caplog.records if one.name.startswith(("platforms", "bridge")))
    assert not any(secret in ours for secret in secrets)


async def test_tokens_are_for_their_owner_only(slack: StandInSlack, team: Team, tmp_path: Path) -> None:
    """No folder on the way to them is open to others, and no file."""
    umask = os.umask(0)
    try:
        async with bridge(slack, tmp_path, FakeBackend()) as at, visitor(at) as person:
            await person.installs()
    finally:
        os.umask(umask)
    holding = [file for file in (tmp_path / "slack").rglob("*") if file.is_file()]
    assert any(team.bot_token in file.read_text() for file in holding)
    assert {stat.S_IMODE(file.stat().st_mode) for file in holding} == {0o600}
    assert stat.S_IMODE((tmp_path / "slack" / "installations").stat().st_mode) == 0o700
    assert list((tmp_path / "slack" / "states").iterdir()) == []


async def test_a_state_is_good_once_and_for_its_browser(slack: StandInSlack, team: Team, tmp_path: Path) -> None:
    """Whoever sends somebody a link of his own gets nowhere."""
    async with bridge(slack, tmp_path, FakeBackend()) as at, visitor(at) as person:
        back = await person.agrees(await person.begins())
        assert (await person.comes(back, cookie="")).status == 400
        assert (await person.comes(back, cookie="slack-app-oauth-state=another")).status == 400
        assert (await person.comes(back)).status == 200
        again = await person.comes(back)
    assert again.status == 400
    assert "Begin again" in again.text


async def test_a_state_is_good_for_ten_minutes(tmp_path: Path) -> None:
    """What is left of those that were never used is swept away."""
    late = States(tmp_path / "late", seconds=-1)
    state = await late.issue()
    assert state is not None
    assert not await late.consume(state)
    await late.issue()
    await late.issue()
    assert len(list((tmp_path / "late").iterdir())) == 1


@pytest.mark.parametrize("state", ["", "../secret", "..", "/etc/passwd", "a" * 5000])
async def test_a_state_is_no_path(tmp_path: Path, state: str) -> None:
    """slack-sdk would read and delete the file of that name."""
    (tmp_path / "secret").write_text("9999999999")
    assert not await States(tmp_path / "states").consume(state)
    assert (tmp_path / "secret").exists()


async def test_not_too_many_at_once(tmp_path: Path) -> None:
    """Anybody can begin one; the disk is not theirs."""
    states = States(tmp_path / "states")
    for number in range(1000):
        (tmp_path / "states" / str(number)).touch()
    assert await states.issue() is None


async def test_a_person_who_says_no(slack: StandInSlack, team: Team, tmp_path: Path) -> None:
    slack.oauth.denies = True
    async with bridge(slack, tmp_path, FakeBackend()) as at, visitor(at) as person:
        came = await person.installs()
    assert "Nothing was installed." in came.text


@pytest.mark.parametrize("fault", [ApiError("invalid_code"), ServerError(503)])
async def test_slack_does_not_give_a_token(
    slack: StandInSlack, team: Team, tmp_path: Path, fault: ApiError | ServerError
) -> None:
    """It is said, and the next try works."""
    slack.fail("oauth.v2.access", fault)
    async with bridge(slack, tmp_path, FakeBackend()) as at, visitor(at) as person:
        assert (await person.installs()).status == 502
        assert (await person.installs()).status == 200


async def test_only_teams_on_the_list(slack: StandInSlack, team: Team, tmp_path: Path) -> None:
    """The token of another one is given back at once."""
    async with bridge(slack, tmp_path, FakeBackend(), teams=("T0FRIENDS",)) as at, visitor(at) as person:
        came = await person.installs()
        assert not at.platform.apps["slack"].settings.workspaces
    assert (came.status, "not for your workspace" in came.text) == (403, True)
    assert len(slack.calls_of("auth.revoke")) == 1
    assert team.workspace.revoked
    assert list((tmp_path / "slack" / "installations").rglob("bot-latest")) == []


async def test_a_team_takes_it_out_and_in_again(slack: StandInSlack, team: Team, tmp_path: Path) -> None:
    """Its token is deleted; another team is not concerned; with a new token it goes on."""
    backend, general, bo = FakeBackend(Text("Yes.")), team.channel("general"), team.user("bo")
    async with bridge(slack, tmp_path, backend) as at, visitor(at) as person:
        await person.installs()
        old = team.bot_token
        team.revoke()
        await slack.settled()
        assert not any(old in file.read_text() for file in (tmp_path / "slack").rglob("bot-latest"))
        await person.installs()
        assert team.bot_token != old
        ts = await bo.says(general, "again?")
        await quiet(slack, at)
    assert told(general, ts, team) == ["Yes."]


async def test_installed_again_while_it_is_there(slack: StandInSlack, team: Team, tmp_path: Path) -> None:
    """One answer to each question, as before."""
    backend, general, bo = FakeBackend(Text("Once.")), team.channel("general"), team.user("bo")
    async with bridge(slack, tmp_path, backend) as at, visitor(at) as person:
        await person.installs()
        await person.installs()
        ts = await bo.says(general, "how often?")
        await quiet(slack, at)
    assert told(general, ts, team) == ["Once."]
    assert len(backend.asked) == 1


async def test_a_team_took_it_out_while_we_were_away(slack: StandInSlack, team: Team, tmp_path: Path) -> None:
    """No event tells it; its token is deleted at the next start. Where Slack can't be asked, it stays."""
    async with bridge(slack, tmp_path, FakeBackend()) as at, visitor(at) as person:
        await person.installs()
    slack.fail("auth.test", ServerError(503))
    async with bridge(slack, tmp_path, FakeBackend()):
        assert len(list((tmp_path / "slack").rglob("bot-latest"))) == 1
    team.workspace.revoked = "account_inactive"
    async with bridge(slack, tmp_path, FakeBackend()):
        assert list((tmp_path / "slack").rglob("bot-latest")) == []


async def test_a_team_that_has_another_app_of_ours(slack: StandInSlack, tmp_path: Path) -> None:
    """Both would answer, so the second is left out, and said to whoever installs it."""
    oauth = OAuth(client_id=slack.app.client_id, client_secret=SecretStr(slack.app.client_secret), address=ADDRESS)
    lists = {"oauth": oauth, "bot_token": SecretStr("")}
    own = slack.another_app("own")
    team = slack.another_team("Own", app=own)
    section = OneWorkspace.model_validate(
        {"bot_token": team.bot_token, "app_token": own.app_token, "api_url": slack.api_url}
    )
    installs = house(slack, tmp_path, FakeBackend(), way="http", lists=lists, others={"own": section})
    async with installs as at, visitor(at) as person:
        await at.platform.apps["slack.workspaces.own"].ready
        team.workspace.app = slack.app  # the same team agrees to the other app
        came = await person.installs()
    assert came.status == 502
    assert "is in the same Slack workspace as [slack.workspaces.own]" in came.text


async def test_two_teams(slack: StandInSlack, team: Team, tmp_path: Path) -> None:
    """Over one address, each with its own token."""
    backend = FakeBackend(Text("Yes."))
    async with bridge(slack, tmp_path, backend) as at, visitor(at) as person:
        await person.installs()
        third = slack.another_team("Third", installed=False)
        await person.installs()
        places = [(one, one.channel("general"), one.user("cy")) for one in (team, third)]
        asked = [await someone.says(channel, "here?") for _, channel, someone in places]
        await quiet(slack, at)
        assert [told(channel, ts, one) for (one, channel, _), ts in zip(places, asked, strict=True)] == [
            ["Yes."]
        ] * 2


@pytest.mark.parametrize(
    ("event", "gone"),
    [
        ({"type": "app_uninstalled"}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U0ANA"], "bot": []}}, False),
        ({"type": "tokens_revoked"}, False),
        ({"type": "message", "text": "app_uninstalled"}, False),
    ],
)
def test_which_events_are_a_goodbye(event: Mapping[str, object], gone: bool) -> None:
    """A person's own token is none of ours."""
    assert takes_out(event, "U0BOT") is gone
