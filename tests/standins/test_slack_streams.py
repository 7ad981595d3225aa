"""The stand-in's native streaming, by slack-sdk's own ChatStream and call by call."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import refusal, web_client
from tests.standins.slack import Channel, Message, Person, StandInSlack

METADATA: dict[str, Any] = {"event_type": "turn", "event_payload": {"id": 7}}
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Again"}, "action_id": "a"}
BUTTONS: list[dict[str, Any]] = [{"type": "actions", "elements": [BUTTON]}]


@pytest.fixture
async def root(general: Channel, ana: Person) -> str:
    return await ana.says(general, "why is the sky blue?")


@pytest.fixture
def to(slack: StandInSlack, general: Channel, ana: Person, root: str) -> dict[str, Any]:
    """What every stream in a channel has to say."""
    people = {"recipient_user_id": ana.id, "recipient_team_id": slack.team}
    return {"channel": general.id, "thread_ts": root, **people}


async def started(slack: StandInSlack, client: AsyncWebClient, to: dict[str, Any]) -> Message:
    return slack.message((await client.chat_startStream(**to))["ts"])


async def test_slack_sdks_own_stream(
    slack: StandInSlack, general: Channel, root: str, client: AsyncWebClient, to: dict[str, Any]
) -> None:
    """Buffered, started, appended, stopped with blocks and metadata; one message came of it."""
    stream = await client.chat_stream(buffer_size=8, **to)
    await stream.append(markdown_text="**because** ")
    assert stream.ts is not None
    written = slack.message(stream.ts)
    assert (written.streaming, written.markdown_text) == (True, "**because** ")
    await stream.append(markdown_text="of ")
    await stream.append(markdown_text="scattering")
    answer = await stream.stop(markdown_text=".", blocks=BUTTONS, metadata=METADATA)
    assert (written.streaming, written.markdown_text) == (False, "**because** of scattering.")
    assert written.texts == ["", "**because** ", "**because** of scattering", "**because** of scattering."]
    assert written.stream is not None
    assert written.stream.pieces == ["**because** ", "of scattering", "."]
    assert (written.blocks, written.metadata) == (BUTTONS, METADATA)
    assert [block["type"] for block in answer["message"]["blocks"]] == ["rich_text", "actions"]
    assert general.thread(root) == [slack.message(root), written]


async def test_what_the_app_hears_of_its_own_stream(
    slack: StandInSlack, root: str, client: AsyncWebClient, to: dict[str, Any]
) -> None:
    """The new message, and its change at the end; nothing of what lies between."""
    written = await started(slack, client, to)
    for word in ("a", "b"):
        await client.chat_appendStream(channel=to["channel"], ts=written.ts, markdown_text=word)
    await client.chat_stopStream(channel=to["channel"], ts=written.ts)
    first, last = (one.event for one in slack.deliveries[1:])
    assert (first["ts"], first["thread_ts"], first["bot_id"]) == (written.ts, root, slack.bot_id)
    assert (last["subtype"], last["message"]["text"]) == ("message_changed", "ab")


async def test_what_a_stream_needs_to_begin(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient, to: dict[str, Any]
) -> None:
    """A thread, a recipient, membership; no metadata."""
    elsewhere = slack.channel("elsewhere", bot=False)
    there = await ana.says(elsewhere, "hello")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"thread_ts": None}, "invalid_arguments"),
        ({"thread_ts": "1.000100"}, "thread_not_found"),
        ({"recipient_user_id": None}, "missing_recipient_user_id"),
        ({"recipient_team_id": None}, "missing_recipient_team_id"),
        ({"recipient_user_id": "U0"}, "user_not_found"),
        ({"recipient_team_id": "T0"}, "team_not_found"),
        ({"channel": "C0"}, "channel_not_found"),
        ({"channel": elsewhere.id, "thread_ts": there}, "channel_type_not_supported"),
        ({"metadata": METADATA}, "invalid_arguments"),
        ({"chunks": [{"type": "text", "text": "x"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "markdown_text", "text": "x", "more": 1}]}, "invalid_chunks"),
        ({"chunks": [{"type": "task_update", "id": "1", "title": "t", "status": "done"}]}, "invalid_chunks"),
    ]
    for change, error in wrong:
        assert await refusal(client.api_call("chat.startStream", json=to | change)) == error
    assert len(general.messages) == 1


async def test_a_direct_message_needs_no_recipient(
    slack: StandInSlack, ana: Person, client: AsyncWebClient
) -> None:
    direct = slack.dm(ana)
    ts = await ana.says(direct, "hello")
    await client.chat_startStream(channel=direct.id, thread_ts=ts, markdown_text="hi")
    assert direct.thread(ts)[1].markdown_text == "hi"


async def test_a_streamed_message_is_full_at_12000(
    slack: StandInSlack, client: AsyncWebClient, to: dict[str, Any]
) -> None:
    """12,000 in a call and in the whole; refused, not cut."""
    written = await started(slack, client, to)
    here = {"channel": to["channel"], "ts": written.ts}
    assert await refusal(client.chat_appendStream(**here, markdown_text="x" * 12_001)) == "msg_too_long"
    await client.chat_appendStream(**here, markdown_text="x" * 11_999)
    assert await refusal(client.chat_appendStream(**here, markdown_text="한국")) == "msg_too_long"
    await client.chat_stopStream(**here, markdown_text="한")
    assert written.markdown_text == "x" * 11_999 + "한"


async def test_what_is_too_much_can_vanish_without_a_word(
    slack: StandInSlack, client: AsyncWebClient, to: dict[str, Any]
) -> None:
    slack.habits.drops_overflow = True
    written = await started(slack, client, to)
    for letter in "ab":
        await client.chat_appendStream(channel=to["channel"], ts=written.ts, markdown_text=letter * 8_000)
    assert written.markdown_text == "a" * 8_000 + "b" * 4_000
    assert written.stream is not None
    assert written.stream.dropped == "b" * 4_000


async def test_white_space_between_pieces_can_be_lost(
    slack: StandInSlack, client: AsyncWebClient, to: dict[str, Any]
) -> None:
    slack.habits.trims_pieces = True
    written = await started(slack, client, to)
    for piece in (" one", " two"):
        await client.chat_appendStream(channel=to["channel"], ts=written.ts, markdown_text=piece)
    assert written.markdown_text == " onetwo"


async def test_a_stream_dies_after_five_minutes_even_while_fed(
    slack: StandInSlack, client: AsyncWebClient, to: dict[str, Any]
) -> None:
    """Then it can neither be fed nor stopped, but edited."""
    written = await started(slack, client, to)
    here = {"channel": to["channel"], "ts": written.ts}
    slack.clock.advance(299)
    await client.chat_appendStream(**here, markdown_text="still there")
    slack.clock.advance(1.1)
    assert not written.streaming
    late = "message_not_in_streaming_state"
    assert await refusal(client.chat_appendStream(**here, markdown_text="x")) == late
    assert await refusal(client.chat_stopStream(**here)) == late
    await client.chat_update(**here, markdown_text="the whole")
    assert written.markdown_text == "the whole"


async def test_a_person_stops_it(
    slack: StandInSlack, ana: Person, client: AsyncWebClient, to: dict[str, Any]
) -> None:
    written = await started(slack, client, to)
    here = {"channel": to["channel"], "ts": written.ts}
    await ana.stops(written)
    assert await refusal(client.chat_appendStream(**here, markdown_text="x")) == "stopped_by_user"
    assert await refusal(client.chat_stopStream(**here)) == "message_not_in_streaming_state"
    await client.chat_update(**here, markdown_text="stopped")


async def test_a_stopped_stream_may_be_ended_all_the_same(
    slack: StandInSlack, ana: Person, client: AsyncWebClient, to: dict[str, Any]
) -> None:
    """By a Slack of that habit: with a last word and blocks."""
    slack.habits.ends_stopped = True
    written = await started(slack, client, to)
    await ana.stops(written)
    await client.chat_stopStream(channel=to["channel"], ts=written.ts, markdown_text="Stopped.", blocks=BUTTONS)
    assert (written.markdown_text, written.blocks) == ("Stopped.", BUTTONS)


async def test_no_edit_while_it_streams(slack: StandInSlack, client: AsyncWebClient, to: dict[str, Any]) -> None:
    written = await started(slack, client, to)
    here = {"channel": to["channel"], "ts": written.ts}
    assert await refusal(client.chat_update(**here, text="x")) == "streaming_state_conflict"
    await client.chat_stopStream(**here, markdown_text="done")
    await client.chat_update(**here, text="x", blocks=BUTTONS)
    assert [block["type"] for block in slack.workspace.view(written)["blocks"]] == ["actions"]


async def test_only_a_stream_of_ones_own_can_be_fed(
    slack: StandInSlack, root: str, client: AsyncWebClient, to: dict[str, Any]
) -> None:
    posted = await client.chat_postMessage(channel=to["channel"], thread_ts=root, text="posted")
    for ts, error in (
        (root, "message_not_owned_by_app"),
        (posted["ts"], "message_not_in_streaming_state"),
        ("1.000100", "message_not_found"),
    ):
        assert await refusal(client.chat_appendStream(channel=to["channel"], ts=ts, markdown_text="x")) == error
    empty = await started(slack, client, to)
    here = {"channel": to["channel"], "ts": empty.ts}
    assert await refusal(client.api_call("chat.appendStream", json=here)) == "no_text"
    assert await refusal(client.chat_stopStream(**here)) == "no_text"


async def test_tasks_and_plans(slack: StandInSlack, client: AsyncWebClient, to: dict[str, Any]) -> None:
    """A task's title and state are replaced, its details add up; too many of them fill the message."""
    written = await started(slack, client, to)
    here = {"channel": to["channel"], "ts": written.ts}
    task: dict[str, Any] = {"type": "task_update", "id": "1", "title": "Looking", "status": "in_progress"}
    await client.chat_appendStream(**here, chunks=[{"type": "plan_update", "title": "Plan"}, task])
    await client.chat_appendStream(**here, chunks=[task | {"details": "a"}])
    await client.chat_appendStream(**here, chunks=[task | {"details": "b", "status": "complete"}])
    assert written.stream is not None
    assert (written.stream.plan, written.stream.tasks["1"]["details"]) == ("Plan", "ab")
    assert written.stream.tasks["1"]["status"] == "complete"
    many = [task | {"id": str(number), "details": "x" * 500} for number in range(24)]
    assert await refusal(client.chat_appendStream(**here, chunks=many)) == "msg_blocks_too_long"
    await client.chat_stopStream(**here, chunks=[{"type": "blocks", "blocks": BUTTONS}])
    assert [one["type"] for one in slack.workspace.view(written)["blocks"]] == ["plan", "task_card", "actions"]


@pytest.mark.parametrize(("habit", "error"), [(False, "feature_not_enabled"), ("unknown_method", "unknown_method")])
async def test_a_slack_without_streaming(habit: bool | str, error: str) -> None:
    """Turned off for the workspace, or an older Slack."""
    async with StandInSlack(streaming=habit) as slack:
        general, ana = slack.channel("general"), slack.user("ana")
        ts = await ana.says(general, "hello")
        with pytest.raises(SlackApiError, match=error):
            await web_client(slack).chat_startStream(channel=general.id, thread_ts=ts)
