"""Messages and happenings as JSON, for the Web API and the Events API alike; pure.

Source: docs.slack.dev, the pages of the events message, message_changed, message_deleted, app_mention,
reaction_added and of "The Events API" (the wrapper); apps with bot tokens post without a subtype, but with
bot_id, app_id and bot_profile.
"""

from .markdown import kept
from .payloads import Payload
from .state import Channel, Message, Upload, User
from .text import rich_text


def profile(bot: User, team: str) -> Payload:
    return {
        "id": bot.bot_id,
        "app_id": bot.app_id,
        "user_id": bot.id,
        "name": bot.name,
        "deleted": False,
        "team_id": team,
    }


def message(of: Message, channel: Channel, team: str, bots: dict[str, User], *, counts: bool = True) -> Payload:
    """A message as history, replies and events show it (without metadata)."""
    seen: Payload = {"type": "message", "user": of.user, "ts": of.ts, "text": of.text, "team": team}
    optional = {
        "subtype": of.subtype,
        "client_msg_id": of.client_msg_id,
        "bot_id": of.bot_id,
        "app_id": of.app_id,
        "blocks": identified(_blocks(of), of.ts),
        "files": [file(one, team) for one in of.files],
        "attachments": of.attachments,
        "app_context": of.context,
        "edited": {"user": of.editor, "ts": of.edited_ts} if of.edited_ts else None,
        "reactions": reactions(of),
    }
    seen |= {key: value for key, value in optional.items() if value}
    if of.bot_id in bots:
        seen["bot_profile"] = profile(bots[of.bot_id], team)
    if of.is_reply:
        parent = channel.find(of.thread_ts or "")
        seen |= {"thread_ts": of.thread_ts, "parent_user_id": parent.user if parent else None}
        if of.broadcast and parent:
            seen["root"] = {"type": "message", "user": parent.user, "ts": parent.ts, "text": parent.text}
    elif of.replies and counts:
        seen |= _counts(of)
    return seen


def identified(blocks: list[Payload], ts: str) -> list[Payload]:
    """Each block with a block_id; Slack makes up those that the app left out."""
    stem = "b" + ts.replace(".", "")[-8:]
    return [{"block_id": f"{stem}{place}", **block} for place, block in enumerate(blocks)]


def settled(blocks: list[Payload]) -> list[Payload]:
    """As Slack keeps them: Markdown is not among them."""
    return [one for block in blocks for one in (kept(block["text"]) if block["type"] == "markdown" else [block])]


def _blocks(of: Message) -> list[Payload]:
    """What was streamed stays above the blocks of the stop, until an edit replaces all of it."""
    typed = rich_text(of.text) if of.text else []
    own = typed if of.markdown_text is None else kept(of.markdown_text)
    if of.stream is None or of.edited_ts:
        return settled(of.blocks) or own
    tasks = [_card(task) for task in of.stream.tasks.values()]
    plan = [{"type": "plan", "title": of.stream.plan}] if of.stream.plan else []
    return [*plan, *tasks, *own, *settled(of.stream.blocks), *settled(of.blocks)]


def _card(task: Payload) -> Payload:
    """A task as the message shows it: docs.slack.dev "Task card block"."""
    card = {"type": "task_card", "task_id": task["id"], "title": task["title"], "status": task["status"]}
    for name in ("details", "output"):
        if task.get(name):
            [card[name]] = rich_text(task[name])
    return card


def file(of: Upload, team: str) -> Payload:
    """docs.slack.dev "File object", the fields that every hosted file has."""
    if of.deleted:
        return {"id": of.id, "mode": "tombstone"}
    ending = of.name.rpartition(".")[2].lower()
    return {
        "id": of.id,
        "created": int(of.at),
        "timestamp": int(of.at),
        "name": of.name,
        "title": of.title or of.name,
        "mimetype": of.kind,
        "filetype": ending,
        "pretty_type": ending.upper(),
        "user": of.user,
        "user_team": team,
        "editable": False,
        "size": len(of.content or b""),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": True,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": of.url,
        "url_private_download": f"{of.url}/download",
        "file_access": "visible",
    }


def _counts(parent: Message) -> Payload:
    people = list(dict.fromkeys(reply.user for reply in parent.replies))
    return {
        "thread_ts": parent.ts,
        "reply_count": parent.reply_count,
        "reply_users_count": len(people),
        "reply_users": people[:5],
        "latest_reply": parent.latest_reply,
        "is_locked": False,
        "subscribed": False,
    }


def reactions(of: Message) -> list[Payload]:
    return [
        {"name": name, "users": list(users), "count": len(users)} for name, users in of.reactions.items() if users
    ]


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
