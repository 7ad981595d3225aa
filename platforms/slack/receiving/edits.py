"""From Slack's events to questions that were edited or deleted; pure.

Source: docs.slack.dev, the event pages message_changed and message_deleted. message_changed also tells of unfurls,
of replies, of our own edits and of a root that was deleted: only other words of a person's count.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bridge.types import Thread
from platforms.desk.edits import Deleted, Edited
from platforms.slack.receiving.reading import edited_by_now
from platforms.slack.text import typed, without_mention


def edited(event: Mapping[str, Any], team: str, us: str) -> Edited | None:
    """What a person changed, or None."""
    if event.get("type") != "message" or event.get("subtype") != "message_changed":
        return None
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    author, mark = now.get("user"), now.get("edited")
    if not author or author == us or now.get("bot_id") or now.get("subtype") == "tombstone":
        return None
    new, old = (typed(without_mention(str(one.get("text") or ""), us)) for one in (now, before))
    if new == old or not mark:
        return None
    edit = edited_by_now(now, Thread("slack", team, event["channel"], now.get("thread_ts") or now["ts"]), us)
    edit = edit if edit.at else replace(edit, at=str(event.get("event_ts") or ""))
    return edit if edit.text else None


def deleted(event: Mapping[str, Any], team: str) -> Deleted | None:
    """What was deleted, or None. A root that has replies leaves a gravestone, which is told as a change."""
    if event.get("type") != "message":
        return None
    before, now = event.get("previous_message") or {}, event.get("message") or {}
    buried = event.get("subtype") == "message_changed" and now.get("subtype") == "tombstone"
    if event.get("subtype") != "message_deleted" and not buried:
        return None
    message = str(event.get("deleted_ts") or now.get("ts") or before.get("ts") or "")
    if not message or not before.get("user") or before.get("subtype") == "tombstone":
        return None
    return Deleted(Thread("slack", team, event["channel"], before.get("thread_ts") or message), message)
