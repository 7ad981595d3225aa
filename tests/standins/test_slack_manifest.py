"""The stand-in with an app's manifest: what is not declared there does not come."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import refusal
from tests.standins.slack import Channel, NotPossible, Person, StandInSlack


def manifest(*events: str, interactive: bool = True) -> dict[str, Any]:
    shortcut = {"name": "Ask", "type": "message", "callback_id": "ask", "description": "x"}
    return {
        "features": {"slash_commands": [{"command": "/ask", "description": "x"}], "shortcuts": [shortcut]},
        "oauth_config": {"scopes": {"bot": ["chat:write", "app_mentions:read", "channels:history", "im:history"]}},
        "settings": {
            "event_subscriptions": {"bot_events": list(events)},
            "interactivity": {"is_enabled": interactive},
        },
    }


async def test_events_that_are_not_subscribed_to_do_not_come(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    """Messages by the kind of conversation; its scopes are those of the manifest, too."""
    slack.configure(manifest("message.im", "app_mention", "reaction_added"))
    ts = await ana.says(general, "hello", mention=True)
    await ana.says(slack.dm(ana), "psst")
    await ana.reacts(ts, "eyes")
    heard = [(one.event["type"], one.event.get("channel_type")) for one in slack.deliveries]
    assert heard == [("app_mention", None), ("message", "im")]
    assert await refusal(client.users_list()) == "missing_scope"


async def test_commands_and_shortcuts_are_in_the_menu_only_when_declared(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    slack.configure(manifest(interactive=False))
    ts = await ana.says(general, "hello")
    await ana.command("/ask", "help", general)
    await ana.uses_shortcut("ask", ts)
    for impossible in (
        ana.command("/other", "help", general),
        ana.uses_shortcut("other", ts),
        ana.clicks(ts, "stop"),
    ):
        with pytest.raises(NotPossible):
            await impossible
    assert len(slack.interactions) == 2


async def test_stop_needs_its_event(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    """Slack shows its own stop only to people whose app wants to hear of it, and warns the app."""
    slack.configure(manifest("app_mention"))
    ts = await ana.says(general, "hello")
    session = {"channel_id": general.id, "thread_ts": ts, "status": "processing"}
    answer = await client.api_call("agents.sessions.setStatus", json=session)
    assert answer["warning"] == "missing_agent_session_stopped_event_subscription"
    with pytest.raises(LookupError, match="no stop button"):
        await ana.stops(ts)
    slack.configure(manifest("agent_session_stopped"))
    await ana.stops(ts)
    assert slack.deliveries[-1].event["type"] == "agent_session_stopped"
