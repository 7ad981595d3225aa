"""The stand-in with several workspaces and apps, and how an app is installed by OAuth."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from tests.standins.bolt import Echo, over_http, refusal, socket_mode, web_client
from tests.standins.slack import Person, StandInSlack, Team

# slack-sdk 3.47 still makes a BasicAuth, which aiohttp 3.14 would like to be rid of.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

BACK = "https://app.example/slack/oauth_redirect"


def client_of(slack: StandInSlack, team: Team) -> AsyncWebClient:
    return AsyncWebClient(token=team.bot_token, base_url=slack.api_url, retry_handlers=[])


async def test_one_app_in_two_workspaces(slack: StandInSlack, ana: Person) -> None:
    """Their events come over the same sockets, each with its team; neither token opens the other's channels."""
    other = slack.another_team("Other")
    here, there, bo = slack.channel("general"), other.channel("general"), other.user("bo")
    bot = Echo(slack)
    async with socket_mode(slack, bot.app):
        await ana.says(here, "here")
        ts = await bo.says(there, "there", mention=True)
        await slack.until(lambda: len(bot.heard) >= 3)
    envelopes = [one.payload for one in slack.deliveries if one.event.get("channel") == there.id]
    assert {(one["team_id"], one["authorizations"][0]["user_id"]) for one in envelopes} == {
        (other.team, other.bot_user)
    }
    assert slack.message(ts).text == f"<@{other.bot_user}> there"
    assert (await client_of(slack, other).auth_test())["team"] == "Other"
    assert await refusal(web_client(slack).chat_postMessage(channel=there.id, text="x")) == "channel_not_found"
    await client_of(slack, other).chat_postMessage(channel=there.id, text="mine")
    assert there.messages[-1].user == other.bot_user


async def test_two_apps(slack: StandInSlack, ana: Person) -> None:
    """Each with sockets and secrets of its own, and deaf to the other's workspace."""
    second = slack.another_app("second")
    other = slack.another_team("Other", app=second)
    opened = await web_client(slack).apps_connections_open(app_token=second.app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as socket:
        assert (await socket.receive_json())["connection_info"] == {"app_id": second.id}
        await ana.says(slack.channel("general"), "not for you")
        await other.user("bo").says(other.channel("general"), "for you")
        envelope = await socket.receive_json()
        assert (envelope["payload"]["team_id"], envelope["payload"]["api_app_id"]) == (other.team, second.id)
        assert envelope["payload"]["event"]["text"] == "for you"


async def test_one_app_over_http_and_the_other_over_sockets(slack: StandInSlack, ana: Person) -> None:
    second = slack.another_app("second")
    other = slack.another_team("Other", app=second)
    bot = Echo(slack)
    async with over_http(slack, bot.app):
        await other.user("bo").says(other.channel("general"), "nobody there")
        await ana.says(slack.channel("general"), "hello")
        await slack.until(lambda: bot.heard)
    assert [one["text"] for one in bot.heard] == ["hello"]


async def agreed(slack: StandInSlack, **more: str) -> URL:
    """Where the person is sent back to."""
    asked = {"client_id": slack.app.client_id, "scope": "chat:write,commands", "redirect_uri": BACK, "state": "s"}
    page = slack.world.address + "/oauth/v2/authorize"
    async with (
        aiohttp.ClientSession() as session,
        session.get(page, params=asked | more, allow_redirects=False) as answer,
    ):
        assert answer.status == 302
        return URL(answer.headers["Location"])


def access(slack: StandInSlack, code: str, **more: Any) -> Any:
    app = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret}
    client = AsyncWebClient(base_url=slack.api_url, retry_handlers=[])
    return client.oauth_v2_access(**{**app, "code": code, "redirect_uri": BACK, **more})


async def test_installing_by_oauth(slack: StandInSlack) -> None:
    """Asked, sent back with code and state, exchanged for the token of that team and the scopes asked for."""
    other = slack.another_team("Other", installed=False)
    await other.user("bo").says(other.channel("general"), "too early")
    assert slack.deliveries == []
    back = await agreed(slack)
    assert (back.with_query(None), back.query["state"]) == (URL(BACK), "s")
    granted = await access(slack, back.query["code"])
    assert (granted["team"], granted["app_id"]) == ({"id": other.team, "name": "Other"}, slack.app_id)
    assert (granted["access_token"], granted["scope"]) == (other.bot_token, "chat:write,commands")
    assert (await client_of(slack, other).auth_test())["user_id"] == granted["bot_user_id"]
    assert slack.app.client_secret not in str(slack.calls)


async def test_what_oauth_refuses(slack: StandInSlack) -> None:
    """A wrong secret, another address, a code that is used, late or made up; and a person who says no."""
    for more, error in (
        ({"client_secret": "x"}, "bad_client_secret"),
        ({"client_id": "x"}, "invalid_client_id"),
        ({"redirect_uri": BACK + "/2"}, "bad_redirect_uri"),
        ({"code": "x"}, "invalid_code"),
    ):
        code = (await agreed(slack)).query["code"]
        assert await refusal(access(slack, **({"code": code} | more))) == error
    code = (await agreed(slack)).query["code"]
    await access(slack, code)
    assert await refusal(access(slack, code)) == "invalid_code"
    late = (await agreed(slack)).query["code"]
    slack.clock.advance(601)
    assert await refusal(access(slack, late)) == "invalid_code"
    slack.oauth.denies = True
    assert dict((await agreed(slack)).query) == {"error": "access_denied", "state": "s"}


async def test_installed_again_after_a_removal(slack: StandInSlack, ana: Person) -> None:
    """With a new token; the old one stays refused."""
    old = web_client(slack)
    await old.auth_revoke()
    assert await refusal(old.auth_test()) == "token_revoked"
    code = (await agreed(slack)).query["code"]
    assert (await access(slack, code))["access_token"] == slack.bot_token
    await web_client(slack).auth_test()
    assert await refusal(old.auth_test()) == "token_revoked"


@pytest.mark.parametrize("missing", ["client_id", "scope", "redirect_uri"])
async def test_an_incomplete_request_is_not_sent_back(slack: StandInSlack, missing: str) -> None:
    asked = {"client_id": slack.app.client_id, "scope": "commands", "redirect_uri": BACK}
    del asked[missing]
    page = slack.world.address + "/oauth/v2/authorize"
    async with aiohttp.ClientSession() as session, session.get(page, params=asked) as answer:
        assert answer.status == 400
