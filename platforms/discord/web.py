"""The calls of Discord's API that we make, in our words; each raises what `refusals` understands."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Final

import discord

from bridge.commands import Answered
from bridge.errors import Undeliverable
from bridge.types import File, Image, MessageId, Question, Turn
from platforms.discord.client import SILENT, Client
from platforms.discord.refusals import (
    OLD_MESSAGE,
    THREAD_EXISTS,
    UNKNOWN_MESSAGE,
    CallFailed,
    understood,
)
from platforms.discord.setup.permissions import FILES, HISTORY, IN_THREADS, SEND, THREADS
from platforms.discord.text import size, thread_name
from platforms.split import split
from platforms.trouble import NotThere

ARCHIVED_AFTER: Final = 1440
"""Minutes of silence after which a thread leaves the list of channels; it can still be found."""

LONGEST: Final = 1_900
"""Of the 2,000 that a message may have, as Discord counts."""

OURS = discord.MessageType.default
"""Of the messages that hold answers; what is said to a question or a command is a reply."""


class Web:
    """Discord as the bot sees it, once it is logged in."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def us(self) -> discord.ClientUser:
        """Who we are."""
        assert self._client.user is not None
        return self._client.user

    async def log_in(self, token: str) -> None:
        with _failing():
            await self._client.login(token)

    async def locate(self, message: discord.Message) -> None:
        """Fill in where a message was said, when discord.py has not heard of that thread yet."""
        if isinstance(message.channel, discord.PartialMessageable):
            with _failing():
                message.channel = await self._client.fetch_channel(message.channel.id)  # type: ignore[assignment]

    async def attachments(self, channel: int, message: int) -> list[discord.Attachment]:
        """The files of a message and of those that were forwarded with it, as Discord tells them now."""
        with _failing(HISTORY):
            found = await self._client.get_partial_messageable(channel).fetch_message(message)
        return [*found.attachments, *(one for shot in found.message_snapshots for one in shot.attachments)]

    async def open(self, question: Question) -> None:
        """The question's thread is there; it was before, or it is made from the question."""
        if self._has_thread(question):
            return
        with _failing(THREADS):
            try:
                await self._client.http.start_thread_with_message(
                    int(question.thread.channel),
                    int(question.message),
                    name=thread_name(question.text),
                    auto_archive_duration=ARCHIVED_AFTER,
                )
            except discord.HTTPException as error:
                if error.code == UNKNOWN_MESSAGE:
                    raise Undeliverable(what="The question was deleted before there was a thread.") from error
                if error.code != THREAD_EXISTS:
                    raise

    async def type(self, turn: Turn) -> None:
        """Show for ten seconds that somebody writes."""
        with _failing():
            await self._place(turn).typing()

    async def post(self, turn: Turn, number: int, markdown: str, attempt: int = 0) -> MessageId:
        """A new message in the turn's thread.

        The same post again within a few minutes returns the first message (docs.discord.com "Create Message",
        enforce_nonce), whose text may be older by then.
        """
        with _failing(IN_THREADS):
            posted = await self._place(turn).send(
                markdown, nonce=_nonce(turn, number, attempt), allowed_mentions=SILENT, suppress_embeds=True
            )
        message = MessageId(str(posted.id))
        if posted.content.strip() != markdown.strip():
            await self.edit(turn, message, markdown)
        return message

    async def upload(self, turn: Turn, number: int, file: Image | File) -> MessageId:
        """A file in the turn's thread; the same within a few minutes is the first message again."""
        with _failing(FILES):
            posted = await self._place(turn).send(
                file=discord.File(BytesIO(file.content), file.name), nonce=_nonce(turn, number, 0)
            )
        return MessageId(str(posted.id))

    async def tell(self, person: str, text: str, picture: Path | None) -> None:
        """A direct message, with the picture."""
        with _failing():
            user = await self._client.fetch_user(int(person))
            channel = await user.create_dm()
            if picture is None:
                await channel.send(text, suppress_embeds=True)
            else:
                await channel.send(text, suppress_embeds=True, file=discord.File(picture))

    async def edit(self, turn: Turn, message: MessageId, markdown: str) -> None:
        """`allowed_mentions` goes along because an edit without it pings."""
        with _failing(IN_THREADS):
            try:
                await self._message(turn, message).edit(content=markdown, allowed_mentions=SILENT)
            except discord.HTTPException as error:
                if error.code != OLD_MESSAGE:
                    raise
                await self._message(turn, message).delete()  # too old to be edited once more
                raise NotThere(message) from error

    async def delete(self, turn: Turn, message: MessageId) -> None:
        with _failing():
            await self._message(turn, message).delete()

    async def said_by_us(self, turn: Turn) -> Sequence[MessageId]:
        """Our messages in the thread since the question, oldest first."""
        us, since = self.us.id, discord.Object(int(turn.question.message))
        with _failing(HISTORY):
            history = self._place(turn).history(limit=None, after=since, oldest_first=True)
            return [MessageId(str(one.id)) async for one in history if one.author.id == us and one.type is OURS]

    async def answer(self, question: Question, said: Answered) -> None:
        """A reply to the question, where it was said; Discord can't whisper in answer to a message.

        What nobody else may see goes into a direct message.
        """
        thread = question.thread
        pieces = split(said.text, LONGEST, size)
        if said.private and thread.workspace:
            for piece in pieces:
                await self.tell(question.author, piece.text, None)
            return
        channel = int(thread.thread if self._has_thread(question) else thread.channel)
        asked = discord.MessageReference(
            message_id=int(question.message), channel_id=channel, fail_if_not_exists=False
        )
        files = [discord.File(BytesIO(said.file.content), said.file.name)] if said.file else []
        with _failing(SEND):
            for piece in pieces:
                await self._client.get_partial_messageable(channel).send(
                    piece.text, reference=asked, allowed_mentions=SILENT, mention_author=False, files=files
                )
                files = []

    def _has_thread(self, question: Question) -> bool:
        """A direct message channel, a thread in which it was said, or one that is known already."""
        thread = question.thread.thread
        return thread != question.message or self._client.get_channel(int(thread)) is not None

    def _place(self, turn: Turn) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(int(turn.thread.thread))

    def _message(self, turn: Turn, message: MessageId) -> discord.PartialMessage:
        return self._place(turn).get_partial_message(int(message))


def _nonce(turn: Turn, number: int, attempt: int) -> str:
    """The same for the same post, whoever makes it and when; at most 25 characters.

    From the question's id and not from the turn's, which begin at 1 again in a new database.
    """
    return blake2b(f"{turn.question.message} {number} {attempt}".encode(), digest_size=12).hexdigest()


@contextmanager
def _failing(needs: str = "") -> Iterator[None]:
    try:
        yield
    except CallFailed as error:
        raise understood(error, needs) from error
