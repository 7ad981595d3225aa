"""The stand-in Slack: what is said, and what slack-bolt hears of it."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import Echo, socket_mode
from tests.standins.slack import Channel, Person, StandInSlack

MOST_SOCKETS = 10


async def test_a_bot_over_socket_mode_answers_in_the_thread(
    slack: StandInSlack, general: Channel, ana: Person
) -> None:
    """The whole round: typed, delivered, acknowledged, answered, and the answer is in the state."""
    async with socket_mode(slack, Echo(slack).app):
        ts = await ana.says(general, "why is the sky blue?")
        await slack.until(lambda: len(general.thread(ts)) == 2)
        await ana.says(general, "and at dusk?", thread=ts)
        await slack.until(lambda: len(general.thread(ts)) == 4)
        await slack.settled()
    assert [message.text for message in general.thread(ts)] == [
        "why is the sky blue?",
        "echo: why is the sky blue?",
        "and at dusk?",
        "echo: and at dusk?",
    ]
    assert general.thread(ts)[0].reply_count == 3
    assert slack.lost == []
    assert len(slack.acks) == 4


async def test_events_have_the_shape_of_slack(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """Text is escaped, typed links are in brackets, code is a rich_text element of its own."""
    ts = await ana.says(general, "a < b & c https://x.example/y?z=1, `d`\n```\nif a < b:\n```", mention=True)
    message, mention = slack.deliveries
    assert message.event["text"] == (
        f"<@{slack.bot_user}> a &lt; b &amp; c <https://x.example/y?z=1>, `d`\n```\nif a &lt; b:\n```"
    )
    [block] = message.event["blocks"]
    section, code = block["elements"]
    assert section["elements"][0] == {"type": "user", "user_id": slack.bot_user}
    assert code["elements"] == [{"type": "text", "text": "if a < b:"}]
    assert (
        message.event
        | {
            "type": "message",
            "channel_type": "channel",
            "channel": general.id,
            "user": ana.id,
            "ts": ts,
            "event_ts": ts,
            "team": slack.team,
        }
        == message.event
    )
    assert mention.event["type"] == "app_mention"
    assert mention.event["ts"] == ts
    assert mention.event_id != message.event_id
    assert message.payload["authorizations"][0]["user_id"] == slack.bot_user
    assert message.payload["api_app_id"] == slack.app_id


async def test_everything_a_bot_writes_comes_back(
    slack: StandInSlack, general: Channel, client: AsyncWebClient
) -> None:
    """Posted, edited, deleted: so that loop guards are tested."""
    posted = await client.chat_postMessage(channel=general.id, text="one")
    await client.chat_update(channel=general.id, ts=posted["ts"], text="two")
    await client.chat_delete(channel=general.id, ts=posted["ts"])
    message, changed, deleted = (one.event for one in slack.deliveries)
    assert (message["bot_id"], message["user"], message["app_id"]) == (slack.bot_id, slack.bot_user, slack.app_id)
    assert changed["subtype"] == "message_changed"
    assert changed["hidden"] is True
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("one", "two")
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", posted["ts"])


async def test_a_reply_names_its_parent(slack: StandInSlack, general: Channel, ana: Person) -> None:
    ts = await ana.says(general, "hello")
    await slack.user("bo").says(general, "hi", thread=ts)
    reply = slack.deliveries[-1].event
    assert (reply["thread_ts"], reply["parent_user_id"]) == (ts, ana.id)


async def test_channels_without_the_bot_are_silent_to_it(slack: StandInSlack, ana: Person) -> None:
    await ana.says(slack.channel("elsewhere", bot=False), "hello", mention=True)
    assert slack.deliveries == []


async def test_a_direct_message_is_no_mention(slack: StandInSlack, ana: Person) -> None:
    await ana.says(slack.dm(ana), "hello", mention=True)
    [only] = slack.deliveries
    assert (only.event["type"], only.event["channel_type"]) == ("message", "im")


async def test_the_same_event_again_runs_bolt_again(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """Bolt does not recognise duplicates; under the same and under new ids they get through."""
    bot = Echo(slack)
    async with socket_mode(slack, bot.app):
        ts = await ana.says(general, "hello")
        await slack.redeliver(ts)
        await slack.redeliver(ts, "new", times=2)
        await slack.until(lambda: len(general.thread(ts)) == 5)
        await slack.settled()
    ids = [one.event_id for one in slack.deliveries if one.event["ts"] == ts]
    assert len(ids) == 4
    assert len(set(ids)) == 3


async def test_waiting_in_vain_tells_what_happened(slack: StandInSlack, general: Channel, ana: Person) -> None:
    await ana.says(general, "hello")
    with pytest.raises(AssertionError, match=r"(?s)still not true.*1 events.*#general.*hello"):
        await slack.until(lambda: general.messages[1:], within=0.01)


async def test_somebody_joins(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """An event, and a message with a subtype that is no mention of the bot even when it is the bot."""
    await ana.joins(general)
    elsewhere = slack.channel("elsewhere", bot=False)
    slack.bot_joins(elsewhere)
    heard = [(one.event["type"], one.event.get("subtype")) for one in slack.deliveries]
    assert heard == [("member_joined_channel", None), ("message", "channel_join")] * 2
    assert slack.bot_user in elsewhere.members
