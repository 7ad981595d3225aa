"""Messages and files as JSON, for the Web API and the Events API alike; pure.

Source: docs.slack.dev "File object", "Task card block", the pages of the events message and file_share; apps with
bot tokens post without a subtype, but with bot_id, app_id and bot_profile.
"""

from urllib.parse import quote

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
        "media_display_type": "unknown",
        "url_private": f"{of.place}/{quote(of.name)}",
        "url_private_download": f"{of.place}/download/{quote(of.name)}",
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
