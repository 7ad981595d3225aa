"""What can go wrong with a call to the stand-in, seen through slack-sdk."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import refusal, web_client
from tests.standins.slack import ApiError, Channel, Dropped, Person, RateLimited, ServerError, Slow, StandInSlack

AT_ONCE = FixedValueRetryIntervalCalculator(0)


async def test_a_rate_limit_names_the_wait(slack: StandInSlack, general: Channel, client: AsyncWebClient) -> None:
    """Refused, nothing written, and the SDK's handler comes again by itself."""
    slack.fail("chat.postMessage", RateLimited(7))
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=general.id, text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "ratelimited"
    assert caught.value.response.headers["Retry-After"] == "7"
    assert general.messages == []
    slack.fail("chat.postMessage", RateLimited(0))
    await web_client(slack, AsyncRateLimitErrorRetryHandler()).chat_postMessage(channel=general.id, text="x")
    assert [call.http_status for call in slack.calls] == [429, 429, 200]


async def test_errors_of_server_and_method(slack: StandInSlack, general: Channel, client: AsyncWebClient) -> None:
    slack.fail("chat.postMessage", ServerError(503))
    slack.fail("chat.postMessage", ApiError("missing_scope", {"needed": "chat:write"}))
    for status in (503, 200):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=general.id, text="x")
        assert caught.value.response.status_code == status
    assert caught.value.response["needed"] == "chat:write"
    assert slack.calls[-1].error == "missing_scope"
    await client.chat_postMessage(channel=general.id, text="x")
    assert len(general.messages) == 1


async def test_a_connection_dropped_after_the_write_makes_a_double_post(
    slack: StandInSlack, general: Channel
) -> None:
    """The SDK's default handler posts again and the caller sees success: the trap of facts 1.5."""
    slack.fail("chat.postMessage", Dropped())
    again = AsyncConnectionErrorRetryHandler(interval_calculator=AT_ONCE)
    await web_client(slack, again).chat_postMessage(channel=general.id, text="x")
    assert [message.text for message in general.messages] == ["x", "x"]


@pytest.mark.parametrize(("written", "posts"), [(True, 1), (False, 0)])
async def test_a_dropped_connection_is_an_error_without_retries(
    slack: StandInSlack, general: Channel, client: AsyncWebClient, written: bool, posts: int
) -> None:
    slack.fail("chat.postMessage", Dropped(written=written))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=general.id, text="x")
    assert len(general.messages) == posts
    assert slack.calls[0].answer is None


@pytest.mark.parametrize(("written", "posts"), [(True, 1), (False, 0)])
async def test_a_slow_answer_waits_until_released(
    slack: StandInSlack, general: Channel, client: AsyncWebClient, written: bool, posts: int
) -> None:
    slow = Slow(written=written)
    slack.fail("chat.postMessage", slow)
    call = asyncio.create_task(client.chat_postMessage(channel=general.id, text="x"))
    await slack.until(lambda: slack.calls and len(general.messages) == posts)
    assert not call.done()
    slow.release()
    assert (await call)["ok"] is True
    assert len(general.messages) == 1


async def test_a_fault_for_every_method(slack: StandInSlack, client: AsyncWebClient) -> None:
    slack.fail("*", ApiError("token_revoked"), times=2)
    for call in (client.auth_test, client.users_list):
        with pytest.raises(SlackApiError, match="token_revoked"):
            await call()
    await client.auth_test()


async def test_rate_tiers_are_enforced() -> None:
    """Fifty edits a minute, one post a second and channel; the clock gives them back."""
    async with StandInSlack(speed=0) as slack:
        general, other, client = slack.channel("general"), slack.channel("other"), web_client(slack)
        for _ in range(5):
            ts = (await client.chat_postMessage(channel=general.id, text="x"))["ts"]
        with pytest.raises(SlackApiError, match="ratelimited") as caught:
            await client.chat_postMessage(channel=general.id, text="x")
        assert caught.value.response.headers["Retry-After"] == "5"
        await client.chat_postMessage(channel=other.id, text="x")
        for number in range(50):
            await client.chat_update(channel=general.id, ts=ts, text=str(number))
        with pytest.raises(SlackApiError, match="ratelimited") as caught:
            await client.chat_update(channel=general.id, ts=ts, text="51")
        slack.clock.advance(int(caught.value.response.headers["Retry-After"]))
        await client.chat_update(channel=general.id, ts=ts, text="51")
        assert slack.message(ts).text == "51"


async def test_streams_have_the_tiers_of_their_methods() -> None:
    """Twenty starts and twenty stops a minute, a hundred pieces; each workspace for itself."""
    async with StandInSlack(speed=0) as slack:
        direct, ana = slack.dm(slack.user("ana")), slack.user("bo")
        client, root = web_client(slack), await ana.says(direct, "hello")
        to: dict[str, Any] = {"channel": direct.id, "thread_ts": root}
        streams = [(await client.chat_startStream(**to))["ts"] for _ in range(20)]
        assert await refusal(client.chat_startStream(**to)) == "ratelimited"
        here = {"channel": direct.id, "ts": streams[0]}
        for _ in range(100):
            await client.chat_appendStream(**here, markdown_text="x")
        assert await refusal(client.chat_appendStream(**here, markdown_text="x")) == "ratelimited"
        for ts in streams:
            await client.chat_stopStream(channel=direct.id, ts=ts, markdown_text="x")
        assert [len(slack.calls_of(f"chat.{one}Stream")) for one in ("start", "append", "stop")] == [21, 101, 20]


async def test_too_many_events_in_an_hour(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """What is more is not sent; the app is told so once a minute, and an hour later all is well."""
    slack.habits.events_an_hour = 2
    for number in range(5):
        await ana.says(general, str(number))
    told = [one.event["type"] for one in slack.deliveries]
    assert told == ["message", "message", "app_rate_limited"]
    assert slack.deliveries[-1].payload["minute_rate_limited"] % 60 == 0
    slack.clock.advance(3601)
    await ana.says(general, "again")
    assert slack.deliveries[-1].event["text"] == "again"


async def test_closing_with_calls_and_events_under_way_leaves_nothing() -> None:
    """A held answer, an event without a listener: the end of a test ends them too."""
    async with StandInSlack() as slack:
        general, ana = slack.channel("general"), slack.user("ana")
        slack.fail("auth.test", Slow())
        call = asyncio.create_task(web_client(slack).auth_test())
        await slack.until(lambda: slack.calls)
        await ana.says(general, "hello")
    await asyncio.gather(call, return_exceptions=True)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_other_bots_and_echoes(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """What a loop guard must ignore: somebody else's bot, and message_changed with nothing changed."""
    ts = await ana.says(general, "hello")
    await slack.echo(ts, times=50)
    await slack.other_bot("deploybot").says(general, "done", mention=True)
    echoes = [one.event for one in slack.deliveries if one.event.get("subtype") == "message_changed"]
    assert len(echoes) == 50
    assert all(event["message"]["text"] == event["previous_message"]["text"] for event in echoes)
    assert slack.deliveries[-1].event["bot_id"] not in (None, slack.bot_id)
