"""The stand-in's buttons, commands and shortcuts, with slack-bolt over both ways, and response_url."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import over_http, refusal, serving, socket_mode, web_client
from tests.standins.slack import Channel, Message, NotPossible, Person, StandInSlack

Body = dict[str, Any]


def button(action_id: str, value: str) -> Body:
    text = {"type": "plain_text", "text": action_id}
    return {"type": "button", "action_id": action_id, "value": value, "text": text}


def option(value: str) -> Body:
    return {"text": {"type": "plain_text", "text": value.upper()}, "value": value}


MENU = {"type": "static_select", "action_id": "model", "options": [option("a"), option("b")]}
BLOCKS: list[Body] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "what now?"}},
    {"type": "actions", "block_id": "first", "elements": [button("again", "7")]},
    {"type": "actions", "block_id": "row", "elements": [button("again", "8"), MENU]},
]


# What a click on a message brings, seen 2026-02.
SEEN = {
    "type",
    "user",
    "api_app_id",
    "token",
    "container",
    "trigger_id",
    "team",
    "enterprise",
    "channel",
    "message",
}
SEEN |= {"is_enterprise_install", "state", "response_url", "actions"}


class Clicked:
    """A bolt app that notes what is pressed, typed and chosen."""

    def __init__(self, slack: StandInSlack) -> None:
        self.heard: list[Body] = []
        self.app = AsyncApp(client=web_client(slack), signing_secret=slack.signing_secret)
        self.app.action("again")(self.note)
        self.app.action("model")(self.note)
        self.app.shortcut("ask_about")(self.note)
        self.app.command("/threadbridge")(self.find)

    async def note(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await ack()
        self.heard.append(body)
        await respond("noted")

    async def find(self, ack: AsyncAck, body: Body) -> None:
        self.heard.append(body)
        await ack(f"searching {body['text']}")


@asynccontextmanager
async def connected(slack: StandInSlack, app: AsyncApp, way: str) -> AsyncIterator[None]:
    if way == "socket":
        async with socket_mode(slack, app):
            yield
    else:
        async with over_http(slack, app):
            yield


@pytest.fixture(params=["socket", "http"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def asked(slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient) -> Message:
    """A message of the app with buttons, in a thread."""
    ts = await ana.says(general, "hello")
    posted = await client.chat_postMessage(channel=general.id, thread_ts=ts, text="x", blocks=BLOCKS)
    return slack.message(posted["ts"])


async def test_a_click_reaches_bolt(
    slack: StandInSlack, general: Channel, ana: Person, asked: Message, way: str
) -> None:
    """With the message, its thread, the pressed button; and respond() answers the one who clicked."""
    bot = Clicked(slack)
    async with connected(slack, bot.app, way):
        click = await ana.clicks(asked, "again", value="8")
        await slack.until(lambda: general.ephemerals and click.acknowledged)
    [body] = bot.heard
    [action] = body["actions"]
    assert (action["type"], action["value"], action["block_id"]) == ("button", "8", "row")
    assert body["container"] == {
        "type": "message",
        "message_ts": asked.ts,
        "channel_id": general.id,
        "is_ephemeral": False,
        "thread_ts": asked.thread_ts,
    }
    assert (body["user"]["id"], body["team"]["id"], body["channel"]["id"]) == (ana.id, slack.team, general.id)
    assert (body["api_app_id"], body["message"]["ts"]) == (slack.app_id, asked.ts)
    assert body.keys() == SEEN
    assert click.acknowledged
    assert [(one.user, one.text) for one in general.ephemerals] == [(ana.id, "noted")]


async def test_choosing_an_option(slack: StandInSlack, ana: Person, asked: Message, way: str) -> None:
    bot = Clicked(slack)
    async with connected(slack, bot.app, way):
        await ana.clicks(asked.ts, "model", option="b")
        await slack.until(lambda: bot.heard)
    assert bot.heard[0]["actions"][0]["selected_option"]["value"] == "b"
    assert bot.heard[0]["state"]["values"]["row"]["model"]["selected_option"] is None


async def test_a_command_and_the_answer_in_its_acknowledgement(
    slack: StandInSlack, general: Channel, ana: Person, way: str
) -> None:
    bot = Clicked(slack)
    async with connected(slack, bot.app, way):
        await ana.command("/threadbridge", "find <x>", general)
        await slack.until(lambda: general.ephemerals)
    [body] = bot.heard
    assert (body["command"], body["text"], body["user_id"]) == ("/threadbridge", "find &lt;x&gt;", ana.id)
    assert (body["channel_name"], body["is_enterprise_install"]) == ("general", "false")
    assert general.ephemerals[0].text == "searching find &lt;x&gt;"
    with pytest.raises(NotPossible, match="not supported in threads"):
        await ana.command("/threadbridge", "stop", general, thread="1.1")


async def test_a_message_shortcut(slack: StandInSlack, general: Channel, ana: Person, way: str) -> None:
    """On a person's message; what the app answers by respond() is seen by the one who asked only."""
    bot = Clicked(slack)
    async with connected(slack, bot.app, way):
        ts = await slack.user("bo").says(general, "a long text")
        await ana.uses_shortcut("ask_about", ts)
        await slack.until(lambda: general.ephemerals)
    [body] = bot.heard
    assert (body["type"], body["callback_id"]) == ("message_action", "ask_about")
    assert (body["message_ts"], body["message"]["text"]) == (ts, "a long text")


async def test_buttons_of_an_ephemeral_message(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    """Only the one who sees it can press; the message itself is not in the payload."""
    await ana.says(general, "hello")
    await client.chat_postEphemeral(channel=general.id, user=ana.id, text="x", blocks=BLOCKS)
    [shown] = general.ephemerals
    bot = Clicked(slack)
    async with socket_mode(slack, bot.app):
        await ana.clicks(shown, "again", value="7")
        await slack.until(lambda: bot.heard)
    assert bot.heard[0]["container"]["is_ephemeral"] is True
    assert "message" not in bot.heard[0]
    with pytest.raises(LookupError, match="does not see"):
        await slack.user("bo").clicks(shown, "again")


async def test_nothing_else_can_be_pressed(ana: Person, asked: Message) -> None:
    for action, value, chosen in (("stop", None, None), ("again", "9", None), ("model", None, "c")):
        with pytest.raises(LookupError, match="nothing to press"):
            await ana.clicks(asked, action, value=value, option=chosen)


async def post(url: str, **body: Any) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status, await answer.text()


async def test_response_url_takes_five_posts_in_thirty_minutes(
    slack: StandInSlack, general: Channel, ana: Person, asked: Message
) -> None:
    """Ephemeral or for all, replacing, deleting; the sixth is refused, and so is a late one."""
    url = (await ana.clicks(asked, "again")).response_url
    assert await post(url, text="for you") == (200, "ok")
    assert await post(url, text="for all", response_type="in_channel", thread_ts=asked.thread_ts) == (200, "ok")
    assert await post(url, text="instead", replace_original=True) == (200, "ok")
    assert (await post(url))[0] == 400
    assert await post(url, delete_original=True) == (200, "ok")
    assert await post(url, text="fifth") == (200, "ok")
    status, text = await post(url, text="sixth")
    assert (status, "used_url" in text) == (404, True)
    assert [one.text for one in general.ephemerals] == ["for you", "fifth"]
    assert [one.text for one in general.thread(asked.thread_ts or "")] == ["hello", "for all"]
    assert asked.texts == ["x", "instead"]
    again = await ana.command("/threadbridge", "help", general)
    slack.clock.advance(1801)
    status, text = await post(again.response_url, text="late")
    assert (status, "expired_url" in text) == (404, True)


async def test_an_ephemeral_message_is_replaced_and_deleted_by_its_response_url(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    await ana.says(general, "hello")
    await client.chat_postEphemeral(channel=general.id, user=ana.id, text="x", blocks=BLOCKS)
    url = (await ana.clicks(general.ephemerals[0], "again")).response_url
    await post(url, text="done", replace_original=True)
    assert [(one.text, one.blocks) for one in general.ephemerals] == [("done", [])]
    await post(url, delete_original=True)
    assert general.ephemerals == []


async def test_an_interaction_is_sent_once_and_has_three_seconds(
    slack: StandInSlack, ana: Person, asked: Message
) -> None:
    """Unanswered, refused or without anybody there: it has failed, and the person is told so by Slack."""
    lonely = await ana.clicks(asked, "again")
    await slack.until(lambda: lonely.state == "failed")
    async with socket_mode(slack, AsyncApp(client=web_client(slack))):
        late = await ana.clicks(asked, "again")
        await slack.until(lambda: any(one.method == "auth.test" for one in slack.calls))
        slack.clock.advance(3.1)
        await slack.until(lambda: late.state == "failed")

    async def failing(_: web.Request) -> web.Response:
        return web.Response(status=500)

    async with serving(failing) as url:
        slack.deliver_to(url)
        refused = await ana.clicks(asked, "again")
        await slack.until(lambda: refused.state == "failed")
    assert [one.failure for one in slack.interactions] == ["no socket is open", "timeout", "http_error"]


async def test_views_need_a_fresh_trigger(
    slack: StandInSlack, ana: Person, asked: Message, client: AsyncWebClient
) -> None:
    """Three seconds, and once."""
    view: Body = {"type": "modal", "title": {"type": "plain_text", "text": "Threads"}, "blocks": []}
    trigger = (await ana.clicks(asked, "again")).trigger_id
    await client.views_open(trigger_id=trigger, view=view)
    assert await refusal(client.views_open(trigger_id=trigger, view=view)) == "exchanged_trigger_id"
    assert await refusal(client.views_open(trigger_id="1.2.3", view=view)) == "invalid_trigger_id"
    late = (await ana.clicks(asked, "again")).trigger_id
    slack.clock.advance(3.1)
    assert await refusal(client.views_open(trigger_id=late, view=view)) == "expired_trigger_id"
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": []})
    assert slack.workspace.homes[ana.id]["type"] == "home"
