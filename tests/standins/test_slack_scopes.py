"""The stand-in's scopes: what the app was not granted it may not do, and does not hear of; and revoked tokens."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import Echo, refusal, socket_mode, web_client
from tests.standins.slack import Channel, Person, StandInSlack

FILE = {"filename": "a.png", "length": 1}


@pytest.mark.parametrize(
    ("method", "arguments", "needed"),
    [
        ("chat.postMessage", {"text": "x"}, "chat:write"),
        ("chat.startStream", {}, "chat:write"),
        ("conversations.history", {}, "channels:history"),
        ("conversations.replies", {"channel": "C0"}, "channels:history,groups:history,im:history,mpim:history"),
        ("conversations.info", {}, "channels:read"),
        ("conversations.join", {}, "channels:join"),
        ("conversations.open", {"users": "U1"}, "im:write"),
        ("conversations.open", {"users": "U1,U2"}, "mpim:write"),
        ("conversations.list", {"types": "public_channel,private_channel"}, "channels:read"),
        ("users.conversations", {"types": "mpim"}, "mpim:read"),
        ("users.info", {}, "users:read"),
        ("reactions.add", {}, "reactions:write"),
        ("files.getUploadURLExternal", FILE, "files:write"),
        ("files.info", {}, "files:read"),
        ("assistant.threads.setStatus", {}, "chat:write"),
        ("assistant.threads.setTitle", {}, "assistant:write"),
    ],
)
async def test_a_method_needs_its_scope(method: str, arguments: dict[str, Any], needed: str) -> None:
    """Refused with the scope that is missing and those that are there."""
    async with StandInSlack(scopes=["commands"]) as slack:
        here = {"channel": slack.channel("general").id} | arguments
        with pytest.raises(SlackApiError, match="missing_scope") as caught:
            await web_client(slack).api_call(method, params=here)
        assert (caught.value.response["needed"], caught.value.response["provided"]) == (needed, "commands")


async def test_some_methods_need_none(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """The header names what was granted."""
    slack.workspace.scopes = frozenset({"commands", "chat:write"})
    ts = await ana.says(general, "hello")
    answer = await web_client(slack).auth_test()
    assert answer.headers["x-oauth-scopes"] == "chat:write,commands"
    await web_client(slack).chat_getPermalink(channel=general.id, message_ts=ts)


async def test_events_come_by_scope(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """Without channels:history a mention is heard, but not what is said; without reactions:read no reaction."""
    slack.workspace.scopes -= {"channels:history", "reactions:read", "channels:read"}
    ts = await ana.says(general, "hello", mention=True)
    await ana.reacts(ts, "eyes")
    await slack.user("bo").joins(general)
    await ana.says(slack.dm(ana), "hello")
    heard = [(one.event["type"], one.event.get("channel_type")) for one in slack.deliveries]
    assert heard == [("app_mention", None), ("message", "im")]


async def test_joining(slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient) -> None:
    slack.workspace.scopes |= {"channels:join"}
    elsewhere, secret = slack.channel("elsewhere", bot=False), slack.channel("secret", private=True)
    await client.conversations_join(channel=elsewhere.id)
    assert slack.deliveries[0].event["type"] == "member_joined_channel"
    assert (await client.conversations_join(channel=general.id))["warning"] == "already_in_channel"
    wrong = "method_not_supported_for_channel_type"
    assert await refusal(client.conversations_join(channel=secret.id)) == wrong
    kinds = "public_channel,private_channel"
    listed = (await client.users_conversations(types=kinds))["channels"]
    assert {channel["id"] for channel in listed} == {general.id, elsewhere.id, secret.id}
    assert (await client.users_conversations(user=ana.id))["channels"] == []


async def test_a_revoked_token(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """Two events say so; after them there is silence, and every call is refused."""
    bot = Echo(slack)
    async with socket_mode(slack, bot.app):
        await ana.says(general, "hello")
        await slack.until(lambda: len(general.messages) == 2)
        slack.revoke()
        await ana.says(general, "still there?")
    assert [one.event["type"] for one in slack.deliveries[2:]] == ["tokens_revoked", "app_uninstalled"]
    assert slack.deliveries[2].event["tokens"] == {"oauth": [], "bot": [slack.bot_user]}
    assert await refusal(web_client(slack).auth_test()) == "token_revoked"
