"""What people do in the stand-in Slack beside saying something, and what the app hears of it."""

from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import refusal
from tests.standins.slack import Channel, Person, StandInSlack


async def test_an_edit(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """Hidden, with the message as it was and as it is; the ts stays."""
    ts = await ana.says(general, "wat?")
    await ana.edits(ts, "what?")
    event = slack.deliveries[-1].event
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("wat?", "what?")
    assert (event["message"]["ts"], event["message"]["edited"]["user"]) == (ts, ana.id)
    assert event["ts"] != ts


async def test_deleting_a_reply_and_a_root(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """A reply is deleted; of a root with replies a tombstone stays, told as a change; without them it goes."""
    ts = await ana.says(general, "root")
    reply, kept = [await ana.says(general, text, thread=ts) for text in ("one", "two")]
    await ana.deletes(reply)
    deleted = slack.deliveries[-1].event
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", reply)
    assert deleted["previous_message"]["text"] == "one"
    await ana.deletes(ts)
    buried = slack.deliveries[-1].event
    assert (buried["subtype"], buried["message"]["subtype"]) == ("message_changed", "tombstone")
    assert (buried["previous_message"]["text"], buried["message"]["reply_count"]) == ("root", 1)
    assert [message.ts for message in general.thread(ts)] == [ts, kept]
    alone = await ana.says(general, "alone")
    await ana.deletes(alone)
    assert slack.deliveries[-1].event["deleted_ts"] == alone


async def test_what_is_said_in_other_ways(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """A reply sent to the channel as well, and /me."""
    ts = await ana.says(general, "root")
    await ana.says(general, "to all", thread=ts, broadcast=True)
    shout = slack.deliveries[-1].event
    assert (shout["subtype"], shout["thread_ts"], shout["root"]["ts"]) == ("thread_broadcast", ts, ts)
    await ana.says(general, "waves", subtype="me_message")
    assert slack.deliveries[-1].event["subtype"] == "me_message"


async def test_a_preview_changes_no_text(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """message_changed without an edit: the same text, an attachment more."""
    ts = await ana.says(general, "see https://x.example/a")
    await slack.unfurl(ts, "https://x.example/a")
    event = slack.deliveries[-1].event
    assert event["message"]["text"] == event["previous_message"]["text"]
    assert [len(event[which].get("attachments", [])) for which in ("previous_message", "message")] == [0, 1]
    assert "edited" not in event["message"]


async def test_reactions_come_and_go(slack: StandInSlack, general: Channel, ana: Person) -> None:
    ts = await ana.says(general, "hello")
    await ana.reacts(ts, "eyes")
    await ana.unreacts(ts, "eyes")
    heard = [(one.event["type"], one.event["item"]["ts"]) for one in slack.deliveries[1:]]
    assert heard == [("reaction_added", ts), ("reaction_removed", ts)]


async def test_leaving(slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient) -> None:
    """Of others the app hears as long as it is there itself; then it can neither hear nor write."""
    await ana.joins(general)
    await ana.leaves(general)
    assert slack.deliveries[-1].event["type"] == "member_left_channel"
    slack.bot_leaves(general)
    assert slack.deliveries[-1].event["type"] == "channel_left"
    heard = len(slack.deliveries)
    await ana.says(general, "is it gone?")
    assert len(slack.deliveries) == heard
    assert await refusal(client.chat_postMessage(channel=general.id, text="x")) == "not_in_channel"


async def test_the_agent_view(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """Opening it is told, with the channel it stands beside; so is what is asked there, as a direct message."""
    direct = await ana.opens_app(looking_at=general)
    opened = slack.deliveries[-1].event
    assert (opened["type"], opened["tab"], opened["channel"]) == ("app_home_opened", "messages", direct.id)
    seen = {"entities": [{"type": "slack#/types/channel_id", "value": general.id, "team_id": slack.team}]}
    assert opened["context"] == seen
    await ana.says(direct, "what is this about?", looking_at=general)
    asked = slack.deliveries[-1].event
    assert (asked["channel_type"], asked["app_context"]) == ("im", seen)
    assert "thread_ts" not in asked
    await ana.opens_app("home")
    assert "context" not in slack.deliveries[-1].event


async def test_group_conversations(slack: StandInSlack, ana: Person) -> None:
    """A mention in them is told twice, as in a channel."""
    await ana.says(slack.dm(ana, slack.user("bo")), "hello", mention=True)
    heard = [(one.event["type"], one.event.get("channel_type")) for one in slack.deliveries]
    assert heard == [("message", "mpim"), ("app_mention", None)]


async def test_a_session_and_its_stop(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    """Stop ends every stream of the thread; the session stays at work until the app says otherwise."""
    ts = await ana.says(general, "hello")
    here = {"channel_id": general.id, "thread_ts": ts}
    session = here | {"status": "processing", "title": "Hello"}
    await client.api_call("agents.sessions.setStatus", json=session)
    stream = await client.chat_startStream(
        channel=general.id, thread_ts=ts, recipient_user_id=ana.id, recipient_team_id=slack.team
    )
    await ana.stops(ts)
    event = slack.deliveries[-1].event
    assert (event["type"], event["user"], event["thread_ts"]) == ("agent_session_stopped", ana.id, ts)
    assert event["streaming_message_ts"] == [stream["ts"]]
    assert general.sessions[ts].status == "processing"
    await client.api_call("agents.sessions.rename", json=here | {"title": "Hi"})
    await client.api_call("agents.sessions.setStatus", json=here | {"status": "active"})
    assert (general.sessions[ts].status, general.sessions[ts].title) == ("active", "Hi")
    wrong = here | {"status": "is thinking…"}
    assert await refusal(client.api_call("agents.sessions.setStatus", json=wrong)) == "invalid_arguments"
