"""From Slack's events to questions; pure.

Source: docs.slack.dev, the event pages message, app_mention and "message subtypes".
"""

from collections.abc import Mapping
from typing import Any

from bridge.types import MessageId, Question, Thread
from platforms.receiving.hearing import Said
from platforms.receiving.quoting import quote
from platforms.slack.put import asked
from platforms.slack.receiving.files import attachments
from platforms.slack.text import mentions, typed, without_mention

SAID_BY_PEOPLE = frozenset({None, "file_share", "thread_broadcast", "me_message"})
NOT_NOW = ("bot_id", "hidden", "edited")  # a bot's, an echo, an old message: never a question


def said(event: Mapping[str, Any], team: str, us: str) -> Said | None:
    """What a person said, or None.

    The `app_mention` twin of a `message` gives the same question: same channel, same ts. The text is taken from
    `text`, which holds pasted code too, and not from the blocks. A group's direct messages are a channel: people
    talk to each other there, so its mode says what is for us; unless set otherwise, what mentions us.
    """
    user, ts, text = event.get("user"), event.get("ts"), event.get("text")
    if event.get("type") == "message" and (by_command := asked(event, us)):
        return _put(event, team, *by_command)
    if event.get("type") not in ("message", "app_mention") or event.get("subtype") not in SAID_BY_PEOPLE:
        return None
    if not (user and ts and isinstance(text, str)) or user == us or any(event.get(mark) for mark in NOT_NOW):
        return None
    root = event.get("thread_ts") or ts
    question = Question(
        thread=Thread("slack", team, event["channel"], root),
        message=MessageId(ts),
        author=user,
        text=words_of(event, us),
        attachments=(*attachments(event), *(file for one in _shared(event) for file in attachments(one))),
    )
    return Said(
        question,
        mentioned=mentions(text, us),
        direct=event.get("channel_type") == "im",
        reply=root != ts,
        at=float(ts),
    )


def _put(event: Mapping[str, Any], team: str, person: str, words: str) -> Said:
    """What a command asked in its sender's name."""
    ts = event["ts"]
    question = Question(Thread("slack", team, event["channel"], ts), MessageId(ts), person, words)
    direct = event.get("channel_type") == "im"
    return Said(question, mentioned=True, direct=direct, reply=False, at=float(ts), admitted=True)


def words_of(message: Mapping[str, Any], us: str) -> str:
    """What its author wrote to us, and the messages that it is about."""
    written = typed(without_mention(str(message.get("text") or ""), us))
    return "\n\n".join(filter(None, [written, *quoted(message)]))


def quoted(event: Mapping[str, Any]) -> list[str]:
    """Messages that somebody shared with this one, as quotes: what the question is about."""
    return [_quote(one) for one in _shared(event) if one.get("text")]


def _shared(event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Of what stands beside a message, other messages; previews of pages are none of the asker's words."""
    return [one for one in event.get("attachments") or () if one.get("is_share")]


def _quote(shared: Mapping[str, Any]) -> str:
    author = str(shared.get("author_name") or shared.get("author_subname") or "")
    return quote(typed(str(shared["text"])), author)
