"""What people wrote in Discord, read again; and where we may write beside it.

Source: docs.discord.com "Threads" (the message that a thread was made from stands in its channel, and has its id),
"Get Channel Messages", "Message Object" (types, flags), seen 2026-09.
"""

from collections.abc import Iterable, Sequence

import discord

from bridge.errors import PlatformError
from bridge.types import MessageId, Thread
from platforms.desk.edits import Edited
from platforms.desk.protocols import Reads, Writes
from platforms.desk.transcript import Written
from platforms.discord.inbound import attachments_of
from platforms.discord.places import Places
from platforms.discord.receiving.edits import edited_by_now
from platforms.discord.text import link
from platforms.discord.web import Web
from platforms.trouble import NotThere

MOST_MESSAGES = 1_000
"""Of a thread that is read."""

WRITTEN = frozenset(
    {
        discord.MessageType.default,
        discord.MessageType.reply,
        discord.MessageType.chat_input_command,
        discord.MessageType.context_menu_command,
    }
)
"""All others are what Discord itself says."""


class Reading:
    """Of one bot."""

    def __init__(self, web: Web, places: Places) -> None:
        self._web = web
        self._places = places

    async def reworded(self, thread: Thread, message: str) -> Edited | None:
        found = await self._places.message(thread, message)
        return edited_by_now(found, self._web.us.id) if found else None

    async def written(self, thread: Thread, message: str) -> Written | None:
        found = await self._places.message(thread, message)
        return written(found) if found else None

    async def conversation(self, thread: Thread) -> Sequence[Written]:
        """Where a message began no thread, what was said in its channel from there on."""
        if not thread.workspace:
            return [written(one) for one in self._told(await self._places.latest(thread.channel, MOST_MESSAGES))]
        place, begun = int(thread.thread), await self._places.message(thread, thread.thread)
        if await self._places.thread(place) is None:
            place = int(thread.channel)
        messages = await self._places.history(place, int(thread.thread), MOST_MESSAGES)
        return [written(one) for one in self._told([*([begun] if begun else []), *messages])]

    async def writes_in(self, thread: Thread) -> bool:
        if not thread.workspace:
            return True
        try:
            return await self._places.may_answer(thread)
        except (NotThere, PlatformError):
            return False

    async def direct(self, person: str) -> Thread:
        channel = await self._places.direct(person)
        return Thread("discord", "", channel, channel)

    async def begin(self, place: Thread, text: str) -> tuple[Thread, MessageId]:
        return place, await self._places.post(place.thread, text)

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        return link(thread, message)

    def _told(self, messages: Iterable[discord.Message]) -> list[discord.Message]:
        """Without what Discord says there, and what we said aside."""
        us = self._web.us.id
        return [
            one
            for one in messages
            if one.type in WRITTEN and not (one.author.id == us and one.flags.suppress_notifications)
        ]


def written(message: discord.Message) -> Written:
    """A message as people read it."""
    return Written(
        str(message.id),
        message.author.display_name,
        message.created_at.timestamp(),
        _words(message),
        attachments_of(message),
    )


def _words(message: discord.Message) -> str:
    """Many apps write theirs into embeds; of files only the names are told."""
    shots = message.message_snapshots
    words = [_unbroken(message.clean_content), *(shot.content for shot in shots)]
    if not any(words):
        words = [_card(one) for one in message.embeds]
    files = [
        f"[{one.filename}]"
        for one in (*message.attachments, *(file for shot in shots for file in shot.attachments))
    ]
    return "\n".join(filter(None, [*words, " ".join(files)]))


def _unbroken(text: str) -> str:
    """discord.py breaks what would ping somebody; nobody is pinged by what we ask."""
    return text.replace("@\u200b", "@")


def _card(embed: discord.Embed) -> str:
    fields = [f"{field.name}: {field.value}" for field in embed.fields]
    return "\n".join(filter(None, [embed.title, embed.description, *fields]))


_reads: type[Reads] = Reading
_writes: type[Writes] = Reading
