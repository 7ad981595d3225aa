"""Whole messages in a turn's thread: posted, edited, and compared with what Discord then says it holds.

Source: docs.discord.com "Create Message", "Edit Message", "Modify Channel" (taking up an archived thread), seen
2026-09.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from typing import Any, TypeVar

import discord
from discord.http import MultipartParameters

from bridge.types import File, Image, MessageId, Turn
from platforms.discord.connection.client import SILENT
from platforms.discord.refusals import ARCHIVED, OLD_MESSAGE, too_long
from platforms.discord.setup.permissions import FILES, HISTORY, IN_THREADS
from platforms.discord.web import Web, calling
from platforms.ids import message_of
from platforms.showing.draft import Budget
from platforms.trouble import NotThere, TooLong

logger = logging.getLogger(__name__)

T = TypeVar("T")

NO_CARDS = discord.MessageFlags(suppress_embeds=True)
"""A link is a link: what stands behind it is not fetched, nor shown below the answer."""

Row = Mapping[str, Any]
"""Of buttons, or with a menu; Discord's JSON."""


@dataclass(frozen=True, slots=True)
class Look:
    """A message as it is sent."""

    text: str
    rows: tuple[Row, ...] = ()


class Writing:
    """For one turn."""

    def __init__(self, turn: Turn, web: Web, edits: Budget) -> None:
        self._turn = turn
        self._web = web
        self._http = web.http
        self._edits = edits
        self._thread = int(turn.thread.thread)
        self._mends = True
        """Writing again helps; False once it did not, as where Discord changes a text by a rule of its own."""

    async def post(self, number: int, look: Look, attempt: int = 0) -> MessageId:
        """A new message.

        The same post again within a few minutes returns the first message (docs.discord.com "Create Message",
        enforce_nonce), whose text may be older by then.
        """
        payload = {
            **_payload(look),
            "flags": NO_CARDS.value,
            "nonce": _nonce(self._turn, number, attempt),
            "enforce_nonce": True,
        }
        with calling(IN_THREADS), _measured():
            posted = await self._http.send_message(self._thread, params=_parameters(payload))
        message = MessageId(str(posted["id"]))
        if not _holds(posted, look):
            await self._edits.turn()
            await self.edit(message, look)
        return message

    async def edit(self, message: MessageId, look: Look) -> None:
        """Repeatable. What Discord then holds is compared; where it is something else, once more.

        `allowed_mentions` goes along because an edit without it pings.
        """
        try:
            if _holds(await self._edit(message, _payload(look)), look) or not self._mends:
                return
            logger.warning("Discord holds another text in %s: written again", message)
            await self._edits.turn()
            self._mends = _holds(await self._edit(message, _payload(look)), look)
        except _TooOld as error:
            await self.delete(message)
            raise NotThere(message) from error

    async def bare(self, message: MessageId) -> None:
        """Take away what could be pressed below it."""
        await self._edit(message, {"components": [], "allowed_mentions": SILENT.to_dict()})

    async def delete(self, message: MessageId) -> None:
        await self._awake(lambda: self._http.delete_message(self._thread, int(message)))

    async def upload(self, number: int, file: Image | File) -> MessageId:
        """A file in a message of its own; the same within a few minutes is the first message again."""
        with calling(FILES):
            posted = await self._web.place(self._thread).send(
                file=discord.File(BytesIO(file.content), file.name), nonce=_nonce(self._turn, number, 0)
            )
        return MessageId(str(posted.id))

    async def said_by_us(self) -> Sequence[discord.Message]:
        """Our messages in the thread since the question, oldest first."""
        us, since = self._web.us.id, discord.Object(int(message_of(self._turn.question.message)))
        with calling(HISTORY):
            history = self._web.place(self._thread).history(limit=None, after=since, oldest_first=True)
            return [one async for one in history if one.author.id == us and _is_part(one)]

    async def _edit(self, message: MessageId, payload: dict[str, Any]) -> Mapping[str, Any]:
        params = _parameters(payload)
        held: Mapping[str, Any] = await self._awake(
            lambda: self._http.edit_message(self._thread, int(message), params=params)
        )
        return held

    async def _awake(self, call: Callable[[], Awaitable[T]]) -> T:
        """In a thread that was archived meanwhile nothing can be changed, so it is taken up again first."""
        with calling(IN_THREADS), _measured():
            try:
                return await call()
            except discord.HTTPException as error:
                if error.code == OLD_MESSAGE:
                    raise _TooOld from error
                if error.code != ARCHIVED:
                    raise
            await self._http.edit_channel(self._thread, archived=False)
            return await call()


class _TooOld(NotThere):
    """The message can't be edited once more."""


@contextmanager
def _measured() -> Iterator[None]:
    """Says that a text was too long in the words of those who cut it."""
    try:
        yield
    except discord.HTTPException as error:
        if too_long(error):
            raise TooLong(str(error)) from error
        raise


def _payload(look: Look) -> dict[str, Any]:
    return {"content": look.text, "components": list(look.rows), "allowed_mentions": SILENT.to_dict()}


def _parameters(payload: dict[str, Any]) -> MultipartParameters:
    return MultipartParameters(payload=payload, multipart=None, files=None)


def _holds(message: Mapping[str, Any], look: Look) -> bool:
    """Discord takes away the white space around a text."""
    return str(message["content"]).strip() == look.text.strip()


def _is_part(message: discord.Message) -> bool:
    """Of an answer: what else is said to people is a reply, makes no sound, or has its cards."""
    shown = message.flags.suppress_embeds or message.attachments
    return message.type is discord.MessageType.default and bool(shown) and not message.flags.suppress_notifications


def _nonce(turn: Turn, number: int, attempt: int) -> str:
    """The same for the same post, whoever makes it and when; at most 25 characters.

    From the question's id and not from the turn's, which begin at 1 again in a new database.
    """
    return blake2b(f"{turn.question.message} {number} {attempt}".encode(), digest_size=12).hexdigest()
