"""The calls of Discord's API that we make, in our words; each raises what `refusals` understands."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Final

import discord
from discord.http import HTTPClient

from bridge.commands.words import Answered
from bridge.errors import ShutOut, Undeliverable
from bridge.types import Language, MessageId, Question, Thread
from platforms.discord.closed import Closed
from platforms.discord.connection.client import SILENT, Client
from platforms.discord.found import LONGEST, messages
from platforms.discord.refusals import (
    MISSING_PERMISSIONS,
    THREAD_EXISTS,
    UNKNOWN_MESSAGE,
    WRONG_PLACE,
    CallFailed,
    banned,
    understood,
)
from platforms.discord.setup.permissions import HISTORY, REACTIONS, SEND, THREADS
from platforms.discord.text import plain, size, thread_name
from platforms.ids import message_of
from platforms.showing.split import split
from platforms.trouble import NotNow

ARCHIVED_AFTER: Final = 1440
"""Minutes of silence after which a thread leaves the list of channels; it can still be found."""

NONE_MADE: Final = frozenset({UNKNOWN_MESSAGE, WRONG_PLACE, MISSING_PERMISSIONS})
"""Refusals to make a thread that say nothing about one which is there already."""


class Web:
    """Discord as the bot sees it, once it is logged in."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._closed = Closed()

    @property
    def us(self) -> discord.ClientUser:
        """Who we are."""
        assert self._client.user is not None
        return self._client.user

    @property
    def http(self) -> HTTPClient:
        """The calls that need no state of discord.py's."""
        return self._client.http

    def place(self, channel: int) -> discord.PartialMessageable:
        """A channel or a thread, known to discord.py or not."""
        return self._client.get_partial_messageable(channel)

    async def log_in(self, token: str) -> None:
        """NotNow as long as Discord can't be reached, or lets nothing of this computer through."""
        try:
            with calling():
                await self._client.login(token)
        except ShutOut as error:
            if (seconds := banned(error.__cause__)) is None:
                raise
            raise NotNow(str(error), seconds=seconds, unclear=False) from error

    async def channel_name(self, channel: str) -> str:
        """What people call it; its id where we don't see it."""
        return str(getattr(self._client.get_channel(int(channel)), "name", None) or channel)

    async def locate(self, message: discord.Message) -> None:
        """Fill in where a message was said, when discord.py has not heard of that thread yet."""
        if isinstance(message.channel, discord.PartialMessageable):
            with calling():
                message.channel = await self._client.fetch_channel(message.channel.id)  # type: ignore[assignment]

    async def attachments(self, channel: int, message: int) -> list[discord.Attachment]:
        """The files of a message and of those that were forwarded with it, as Discord tells them now."""
        with calling(HISTORY):
            found = await self._client.get_partial_messageable(channel).fetch_message(message)
        return [*found.attachments, *(one for shot in found.message_snapshots for one in shot.attachments)]

    async def open(self, question: Question) -> None:
        """The question's thread is there; it was before, or it is made from the question."""
        if self._has_thread(question):
            return
        with calling(THREADS):
            try:
                await self._client.http.start_thread_with_message(
                    int(question.thread.channel),
                    int(message_of(question.message)),
                    name=thread_name(question.text),
                    auto_archive_duration=ARCHIVED_AFTER,
                )
            except discord.HTTPException as error:
                if error.code in NONE_MADE and await self._is_there(question.thread):
                    return
                if error.code == UNKNOWN_MESSAGE:
                    raise Undeliverable(what="The question was deleted before there was a thread.") from error
                if error.code != THREAD_EXISTS:
                    raise

    async def _is_there(self, thread: Thread) -> bool:
        """As a forum's post, whose message is in no channel: discord.py forgets it when it goes to the archive."""
        try:
            await self._client.http.get_channel(int(thread.thread))
        except discord.NotFound:
            return False
        return True

    async def is_member(self, thread: int, person: str) -> bool:
        """Whether this person is in the thread."""
        with calling():
            try:
                await self._client.http.get_thread_member(thread, int(person))
            except discord.NotFound:
                return False
        return True

    def may_react(self, thread: Thread) -> bool:
        """As far as it is known; nobody misses a reaction where it may not be."""
        place = self._client.get_channel(int(thread.channel))
        if not isinstance(place, discord.abc.GuildChannel) or place.guild.me is None:
            return True
        return place.permissions_for(place.guild.me).add_reactions

    async def react(self, thread: Thread, message: str, emoji: str) -> None:
        """To a message in a thread, so that everybody there sees it."""
        with calling(REACTIONS):
            await self.place(int(thread.thread)).get_partial_message(int(message)).add_reaction(emoji)

    async def react_no_more(self, thread: Thread, message: str, emoji: str) -> None:
        """The reaction is taken away, if it is there."""
        with calling():
            await self._client.http.remove_own_reaction(int(thread.thread), int(message), emoji)

    async def type(self, channel: str) -> None:
        """Show for ten seconds that somebody writes there."""
        with calling():
            await self.place(int(channel)).typing()

    async def tell(self, person: str, text: str, picture: Path | None) -> None:
        """Plain text in direct messages, as names of servers and people's words are in it; with the picture.

        Unlike the messages of an answer it has no flags: so it is taken for none where people ask there, too.
        """
        await self._direct(person, _pieces(text), [discord.File(picture)] if picture else [])

    async def _direct(
        self, person: str, texts: Sequence[str], files: Sequence[discord.File], view: discord.ui.View | None = None
    ) -> None:
        """`view`: what can be pressed below the last."""
        with self._closed.asking(person), calling():
            user = await self._client.fetch_user(int(person))
            channel = await user.create_dm()
            for left, text in zip(reversed(range(len(texts))), texts, strict=True):
                below = view if view and not left else discord.utils.MISSING
                await channel.send(text, files=files, view=below)
                files = []

    async def answer(
        self, question: Question, said: Answered, language: Language, view: discord.ui.View | None = None
    ) -> None:
        """A reply to the question, where it was said; Discord can't whisper in answer to a message.

        What nobody else may see goes into a direct message. It makes no sound, unlike the messages of an answer.
        Outside of a thread nothing is said about what was deleted. `view`: what can be pressed below it.
        """
        thread, message = question.thread, message_of(question.message)
        if said.private and thread.workspace:
            return await self._direct(question.author, messages(said, language), [], view)
        pieces = messages(said, language)
        channel = thread.thread if self._has_thread(question) else thread.channel
        begins = channel == message and bool(thread.workspace)  # it stands beside the thread, not in it
        asked = discord.MessageReference(
            message_id=int(message), channel_id=int(channel), fail_if_not_exists=channel != thread.thread
        )
        files = [discord.File(BytesIO(said.file.content), said.file.name)] if said.file else []
        send = self.place(int(channel)).send
        with calling(SEND):
            for left, text in zip(reversed(range(len(pieces))), pieces, strict=True):
                await (send if begins else partial(send, reference=asked))(
                    text,
                    allowed_mentions=SILENT,
                    mention_author=False,
                    files=files,
                    silent=True,
                    view=view if view and not left else discord.utils.MISSING,
                )
                files = []
        return None

    async def reply(self, question: Question, text: str, view: discord.ui.View | None) -> MessageId:
        """Right below a question; what it says is plain text."""
        with calling(SEND):
            said = await self.place(int(self.where(question))).send(
                plain(text),
                reference=discord.MessageReference(
                    message_id=int(message_of(question.message)), channel_id=int(self.where(question))
                ),
                allowed_mentions=SILENT,
                mention_author=False,
                silent=True,
                view=view or discord.utils.MISSING,
            )
        return MessageId(str(said.id))

    def where(self, question: Question) -> str:
        """The channel or thread in which its message stands."""
        thread = question.thread
        return thread.channel if thread.thread == message_of(question.message) else thread.thread

    def _has_thread(self, question: Question) -> bool:
        """A direct message channel, a thread in which it was said, or one that is known already."""
        thread = question.thread.thread
        return thread != message_of(question.message) or self._client.get_channel(int(thread)) is not None


def _pieces(text: str) -> list[str]:
    """Messages that show these very characters."""
    return [piece.text for piece in split(plain(text), LONGEST, size)]


@contextmanager
def calling(needs: str = "") -> Iterator[None]:
    """Around calls of the API: what they raise, in the words of `refusals`; `needs` is the permission they take."""
    try:
        yield
    except CallFailed as error:
        raise understood(error, needs) from error
