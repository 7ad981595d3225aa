"""What people wrote in Slack, read again; and where we may write beside it.

Source: docs.slack.dev "conversations.replies" and "Formatting message text".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bridge.commands import words
from bridge.types import MessageId, Thread
from platforms.desk.edits import Edited
from platforms.desk.protocols import Reads, Writes
from platforms.desk.transcript import Written
from platforms.slack.inbound import words_of
from platforms.slack.receiving.files import attachments
from platforms.slack.text import escape, typed
from platforms.slack.workspace import Us, Workspace

SILENT = frozenset(
    {"channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "tombstone"}
)

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


class SlackMessages:
    """Of one workspace."""

    def __init__(self, workspace: Workspace, us: Us) -> None:
        self._workspace = workspace
        self._us = us

    async def reworded(self, thread: Thread, message: str) -> Edited | None:
        found = await self._workspace.message(thread.channel, thread.thread, message)
        return edited_by_now(found, thread, self._us.user) if found else None

    async def written(self, thread: Thread, message: str) -> Written | None:
        found = await self._workspace.message(thread.channel, thread.thread, message)
        return await self.read(found) if found else None

    async def read(self, message: Mapping[str, Any]) -> Written:
        """A message that Slack has told us."""
        return written(message, await self._names([message]))

    async def conversation(self, thread: Thread) -> Sequence[Written]:
        messages = await self._workspace.thread(thread.channel, thread.thread)
        names = await self._names(messages)
        return [written(one, names) for one in messages if counts(one)]

    async def writes_in(self, thread: Thread) -> bool:
        return await self._workspace.writes_in(thread.channel)

    async def direct(self, person: str) -> Thread:
        return Thread("slack", self._us.team, await self._workspace.direct(person), "")

    async def begin(self, place: Thread, text: str) -> tuple[Thread, MessageId]:
        ts = await self._workspace.say(place.channel, escape(text))
        return Thread("slack", self._us.team, place.channel, ts), ts

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        return await self._workspace.permalink(thread.channel, message)

    async def _names(self, messages: Iterable[Mapping[str, Any]]) -> Mapping[str, str]:
        return {person: await self._workspace.name_of(person) for person in people_in(messages)}


def counts(message: Mapping[str, Any]) -> bool:
    """Somebody said it, and not Slack itself."""
    return message.get("subtype") not in SILENT


def edited_by_now(message: Mapping[str, Any], thread: Thread, us: str) -> Edited:
    """A message as it was edited last."""
    text, at = words.asked(words_of(message, us)), (message.get("edited") or {}).get("ts")
    return Edited(thread, message["ts"], str(message.get("user") or ""), text, str(at or ""))


def written(message: Mapping[str, Any], names: Mapping[str, str]) -> Written:
    """A message as people read it."""
    return Written(
        message["ts"], _author(message, names), float(message["ts"]), _words(message, names), attachments(message)
    )


def people_in(messages: Iterable[Mapping[str, Any]]) -> set[str]:
    """Whoever wrote one of them or is mentioned there."""
    people: set[str] = set()
    for message in messages:
        people.update(_PERSON.findall(str(message.get("text") or "")))
        if author := message.get("user"):
            people.add(author)
    return people


def _words(message: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Many apps write theirs into attachments; of files only the names are told."""
    words = typed(str(message.get("text") or ""))
    if not words:
        beside = message.get("attachments") or ()
        words = "\n".join(typed(str(one.get("text") or one.get("fallback") or "")) for one in beside)
    named = [f"[{file.get('name') or file.get('title') or file.get('id')}]" for file in message.get("files") or ()]
    return _PERSON.sub(
        lambda one: f"@{names.get(one[1], one[1])}", "\n".join(filter(None, [words, " ".join(named)]))
    )


def _author(message: Mapping[str, Any], names: Mapping[str, str]) -> str:
    author, profile = str(message.get("user") or ""), message.get("bot_profile") or {}
    return str(message.get("username") or names.get(author) or profile.get("name") or author or "?")


_reads: type[Reads] = SlackMessages
_writes: type[Writes] = SlackMessages
