"""What happens, as JSON; pure.

Source: docs.slack.dev, the pages of the events message, message_changed, message_deleted, app_mention,
reaction_added, … and of "The Events API" (the wrapper).
"""

from .payloads import Payload
from .state import Channel, Message


def posted(seen: Payload, channel: Channel) -> Payload:
    return {**seen, "channel": channel.id, "channel_type": channel.channel_type, "event_ts": seen["ts"]}


def mentioned(seen: Payload, channel: Channel) -> Payload:
    """The twin of a message that mentions the app: the same ts, no channel_type."""
    return {**seen, "type": "app_mention", "channel": channel.id, "event_ts": seen["ts"]}


def changed(now: Payload, before: Payload, channel: Channel, ts: str) -> Payload:
    return _hidden("message_changed", channel, ts) | {"message": now, "previous_message": before}


def deleted(before: Payload, channel: Channel, ts: str) -> Payload:
    return _hidden("message_deleted", channel, ts) | {"deleted_ts": before["ts"], "previous_message": before}


def _hidden(subtype: str, channel: Channel, ts: str) -> Payload:
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.channel_type,
        "ts": ts,
        "event_ts": ts,
    }


def reacted(added: bool, who: str, name: str, on: Message, ts: str) -> Payload:
    return {
        "type": "reaction_added" if added else "reaction_removed",
        "user": who,
        "reaction": name,
        "item": {"type": "message", "channel": on.channel, "ts": on.ts},
        "item_user": on.user,
        "event_ts": ts,
    }


def came_or_went(came: bool, who: str, channel: Channel, team: str, ts: str) -> Payload:
    return {
        "type": "member_joined_channel" if came else "member_left_channel",
        "user": who,
        "channel": channel.id,
        "channel_type": channel.id[0],
        "team": team,
        "event_ts": ts,
    }


def home_opened(who: str, channel: Channel, tab: str, context: Payload, ts: str) -> Payload:
    """docs.slack.dev "app_home_opened", with what was on screen as agent_view has it (seen 2026-07)."""
    opened = {"type": "app_home_opened", "user": who, "channel": channel.id, "tab": tab, "event_ts": ts}
    return opened | ({"context": context} if context["entities"] else {})


def on_screen(channel: Channel | None, team: str) -> Payload:
    """docs.slack.dev "Agent messaging experience": what a person looks at."""
    if channel is None:
        return {"entities": []}
    return {"entities": [{"type": "slack#/types/channel_id", "value": channel.id, "team_id": team}]}


def session_stopped(who: str, on: Message, streaming: list[str], ts: str) -> Payload:
    """docs.slack.dev "agent_session_stopped"."""
    return {
        "type": "agent_session_stopped",
        "user": who,
        "channel": on.channel,
        "thread_ts": on.thread_ts or on.ts,
        "streaming_message_ts": streaming,
        "event_ts": ts,
    }


def wrapped(event: Payload, *, event_id: str, team: str, app: str, bot: str, token: str, at: float) -> Payload:
    """The event_callback around an event."""
    return {
        "token": token,
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": None,
        "api_app_id": app,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team,
                "user_id": bot,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }
