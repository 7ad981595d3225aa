"""The stand-in's Web API: who may call, and writing; by slack-sdk and by plain HTTP."""

import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import refusal
from tests.standins.slack import Channel, Person, StandInSlack

METADATA: dict[str, Any] = {"event_type": "turn", "event_payload": {"id": 7}}


@pytest.mark.parametrize("way", ["json", "form", "query", "get"])
async def test_arguments_come_in_every_way(slack: StandInSlack, general: Channel, way: str) -> None:
    """JSON, form or query, POST or GET; the token in a header or as an argument."""
    said = {"channel": general.id, "text": "안녕"}
    coded = {**said, "metadata": json.dumps(METADATA), "token": slack.bot_token}
    url, bearer = f"{slack.api_url}chat.postMessage", {"Authorization": f"Bearer {slack.bot_token}"}
    async with aiohttp.ClientSession() as session:
        ways = {
            "json": lambda: session.post(url, json={**said, "metadata": METADATA}, headers=bearer),
            "form": lambda: session.post(url, data=coded),
            "query": lambda: session.post(url, params=coded),
            "get": lambda: session.get(url, params=coded),
        }
        async with ways[way]() as answer:
            assert (await answer.json())["ok"] is True
    [message] = general.messages
    assert (message.text, message.metadata) == ("안녕", METADATA)
    assert "token" not in slack.calls[0].arguments


async def test_who_may_call(slack: StandInSlack, client: AsyncWebClient) -> None:
    """No token, a wrong one, the other kind of token, a method that is not there."""
    other = AsyncWebClient(base_url=slack.api_url)
    assert await refusal(other.auth_test()) == "not_authed"
    assert await refusal(other.auth_test(token="nonsense")) == "invalid_auth"
    assert await refusal(other.auth_test(token=slack.app_token)) == "not_allowed_token_type"
    assert await refusal(client.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"
    assert await refusal(client.api_call("chat.nonsense")) == "unknown_method"
    assert (await other.api_test())["ok"] is True
    assert await refusal(other.api_test(error="oops")) == "oops"


async def test_a_post_is_kept_with_all_that_belongs_to_it(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    ts = await ana.says(general, "hello")
    posted = await client.chat_postMessage(channel=general.id, text="one", thread_ts=ts, metadata=METADATA)
    await client.chat_update(channel=general.id, ts=posted["ts"], text="two")
    [parent, answer] = general.thread(ts)
    assert (answer.user, answer.bot_id, answer.thread_ts) == (slack.bot_user, slack.bot_id, ts)
    assert (parent.reply_count, parent.latest_reply) == (1, posted["ts"])
    assert answer.texts == ["one", "two"]
    assert answer.edits[0].at <= slack.clock.now()
    assert answer.metadata == METADATA


async def test_timestamps_rise(general: Channel, ana: Person) -> None:
    stamps = [await ana.says(general, "quick") for _ in range(100)]
    assert stamps == sorted(set(stamps))
    assert all(len(ts.partition(".")[2]) == 6 for ts in stamps)


async def test_text_as_slack_holds_it(general: Channel, client: AsyncWebClient) -> None:
    """Control sequences live, the rest is escaped, URLs become links unless parse is none."""
    text = "<!here> <b> & &amp; https://x.example."
    await client.chat_postMessage(channel=general.id, text=text)
    await client.chat_postMessage(channel=general.id, text=text, parse="none")
    linked, plain = (message.text for message in general.messages)
    assert linked == "<!here> &lt;b&gt; &amp; &amp; <https://x.example>."
    assert plain == "<!here> &lt;b&gt; &amp; &amp; https://x.example."


async def test_limits_of_size(general: Channel, client: AsyncWebClient) -> None:
    """A post is cut at 40,000; an edit of more than 4,000 bytes and Markdown beyond 12,000 are refused."""
    posted = await client.chat_postMessage(channel=general.id, text="x" * 40_001)
    assert len(general.messages[0].text) == 40_000
    here = {"channel": general.id, "ts": posted["ts"]}
    await client.chat_update(**here, text="x" * 4_000)
    assert await refusal(client.chat_update(**here, text="x" * 4_001)) == "msg_too_long"
    assert await refusal(client.chat_update(**here, text="한" * 1_334)) == "msg_too_long"
    await client.chat_update(**here, markdown_text="x" * 12_000)
    assert await refusal(client.chat_update(**here, markdown_text="x" * 12_001)) == "msg_too_long"
    assert general.messages[0].markdown_text == "x" * 12_000


async def test_what_a_post_is_refused_for(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    slack.habits.limits = False
    elsewhere, secret, old = (
        slack.channel("elsewhere", bot=False),
        slack.channel("s", private=True),
        slack.channel("o"),
    )
    secret.members.remove(slack.bot_user)
    old.archived = True
    ts = await ana.says(general, "hello")
    reply = await ana.says(general, "more", thread=ts)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"channel": "C0", "text": "x"}, "channel_not_found"),
        ({"channel": secret.id, "text": "x"}, "channel_not_found"),
        ({"channel": elsewhere.id, "text": "x"}, "not_in_channel"),
        ({"channel": old.id, "text": "x"}, "is_archived"),
        ({"channel": general.id}, "no_text"),
        ({"channel": general.id, "text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
        ({"channel": general.id, "text": "x", "thread_ts": "1.000100"}, "thread_not_found"),
        ({"channel": general.id, "text": "x", "thread_ts": reply}, "cannot_reply_to_message"),
        ({"channel": general.id, "text": "x", "metadata": {"event_type": "turn"}}, "invalid_metadata_format"),
        ({"channel": general.id, "text": "x", "metadata": "{"}, "invalid_metadata_format"),
        ({"channel": general.id, "text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"channel": general.id, "text": "x", "blocks": "nonsense"}, "invalid_blocks_format"),
        ({"channel": general.id, "text": "x", "attachments": [{"text": "y"}] * 101}, "too_many_attachments"),
    ]
    for arguments, error in wrong:
        assert await refusal(client.api_call("chat.postMessage", json=arguments)) == error
    assert len(general.messages) == 2


async def test_only_ones_own_messages_can_be_changed(general: Channel, ana: Person, client: AsyncWebClient) -> None:
    ts = await ana.says(general, "mine")
    assert await refusal(client.chat_update(channel=general.id, ts=ts, text="x")) == "cant_update_message"
    assert await refusal(client.chat_delete(channel=general.id, ts=ts)) == "cant_delete_message"
    assert await refusal(client.chat_update(channel=general.id, ts="1.1", text="x")) == "message_not_found"


async def test_deleting(slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient) -> None:
    """A reply goes; a parent with replies leaves a tombstone, and its thread goes on."""
    ts = await ana.says(general, "hello")
    kept = await client.chat_postMessage(channel=general.id, text="one", thread_ts=ts)
    gone = await client.chat_postMessage(channel=general.id, text="two", thread_ts=ts)
    await client.chat_delete(channel=general.id, ts=gone["ts"])
    await ana.deletes(ts)
    await client.chat_postMessage(channel=general.id, text="three", thread_ts=ts)
    parent, *answers = general.thread(ts)
    assert (parent.subtype, parent.reply_count) == ("tombstone", 2)
    assert [answer.text for answer in answers] == ["one", "three"]
    assert answers[0].ts == kept["ts"]


async def test_ephemerals_are_seen_by_one_and_kept_nowhere(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    await ana.says(general, "hello")
    await client.chat_postEphemeral(channel=general.id, user=ana.id, text="only you")
    assert [(one.user, one.text) for one in general.ephemerals] == [(ana.id, "only you")]
    assert len(general.messages) == len(slack.deliveries) == 1
    absent = slack.user("bo")
    assert (
        await refusal(client.chat_postEphemeral(channel=general.id, user=absent.id, text="x"))
        == "user_not_in_channel"
    )


async def test_markdown_text_is_kept_as_sent(general: Channel, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=general.id, markdown_text="**bold** & more")
    assert general.messages[0].markdown_text == "**bold** & more"
