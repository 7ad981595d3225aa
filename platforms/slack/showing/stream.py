"""Native streaming: a message that is written piece by piece.

Source: docs.slack.dev chat.startStream, chat.appendStream, chat.stopStream. Seen 2026-09: a stream dies five
minutes after its start, however often it is fed, and a message holds about 12,000 characters of it; what is too
much may vanish without an error. There is no edit while it streams.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.errors import Undeliverable
from bridge.types import MessageId, Turn
from platforms.showing.draft import Budget
from platforms.slack.outbound import STREAMS
from platforms.slack.workspace import Workspace, calling
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

START, APPEND, STOP = "chat.startStream", "chat.appendStream", "chat.stopStream"

LIVES = 4.0
"""Minutes after which we end one; Slack ends it after five."""

Metadata = dict[str, Any]


@dataclass(slots=True)
class Stream:
    """A message that is being streamed."""

    number: int
    sent: str | None
    """What Slack has of it; None when that is not known."""
    over_at: float


class Streams:
    """The streams of one turn's messages."""

    def __init__(self, workspace: Workspace, turn: Turn, stopped: Callable[[], object]) -> None:
        self._client = workspace.client
        self._means = workspace.means
        self._rates = workspace.rates
        self._team = turn.thread.workspace
        self._turn = turn
        self._stopped = stopped
        """Called when a person has pressed Slack's own Stop."""
        self._open: dict[MessageId, Stream] = {}
        self._claims = {part.number: False for part in turn.parts}
        """Which parts are to be streamed; those that stand there already are not."""

    def claim(self, number: int) -> bool:
        """Whether this part is to be streamed; decided once.

        All that are open have to be ended at once when it is time; so there are not too many of them.
        """
        if number not in self._claims:
            rates, channel = self._rates, self._turn.thread.channel
            room = rates.streams + rates.of(STOP).made < STREAMS and rates.of(START).room
            self._claims[number] = room and self._means.has(START, channel)
            rates.streams += self._claims[number]
        return self._claims[number]

    def give_up(self, number: int) -> None:
        """The part is posted instead."""
        if self._claims.get(number):
            self._rates.streams -= 1
        self._claims[number] = False

    def open(self, message: MessageId) -> bool:
        return message in self._open

    def budget(self, message: MessageId, text: str, *, closed: bool) -> Budget:
        """Of the next call for a message that is being streamed."""
        return self._rates.of(STOP if closed or not self._goes_on(message, text) else APPEND)

    async def start(self, number: int, text: str, blocks: Sequence[dict[str, Any]]) -> MessageId | None:
        """A new message in the thread; None where Slack does not stream."""
        thread = self._turn.thread
        chunks: list[dict[str, Any]] = [{"type": "blocks", "blocks": list(blocks)}] if blocks else []
        chunks += [_markdown(text)] if text else []
        ends = _now() + LIVES * (self._rates.pauses.minute or 60.0)  # Slack's own clock begins later
        try:
            with calling():
                started = await self._client.chat_startStream(
                    channel=thread.channel,
                    thread_ts=thread.thread,
                    chunks=chunks or None,
                    recipient_user_id=self._turn.question.author,
                    recipient_team_id=self._team,
                )
        except Undeliverable as error:
            self._means.refused(START, thread.channel, error.code)
            logger.info("no stream here, it is posted instead: %s", error)
            self.give_up(number)
            return None
        message = MessageId(started["ts"])
        self._open[message] = Stream(number, text, ends)
        return message

    async def append(self, message: MessageId, text: str) -> bool:
        """Let it grow to this text; False when it is no stream any more, and has to be edited."""
        stream = self._open[message]
        if stream.sent is None or not self._goes_on(message, text):
            await self.stop(message)
            return False
        more = text[len(stream.sent) :]
        if not more:
            return True
        try:
            with calling():
                await self._client.chat_appendStream(
                    channel=self._turn.thread.channel, ts=message, chunks=[_markdown(more)]
                )
        except (NotNow, Undeliverable, NotThere) as error:
            return await self._failed(message, stream, error)
        stream.sent = text
        return True

    async def stop(self, message: MessageId, text: str | None = None, metadata: Metadata | None = None) -> bool:
        """End it, with the rest of its text where that only adds something; True when all of it stands there."""
        stream = self._open[message]
        adds = text is not None and stream.sent is not None and text.startswith(stream.sent)
        more = text[len(stream.sent) :] if text is not None and stream.sent is not None and adds else ""
        try:
            await self.end(message, [_markdown(more)] if more else [], metadata)
        except NotNow as trouble:
            if trouble.unclear:
                stream.sent = None
            raise
        except NotThere:
            self._drop(message)
            raise
        self._drop(message)
        return adds

    async def end(
        self, message: MessageId, chunks: Sequence[dict[str, Any]] = (), metadata: Metadata | None = None
    ) -> None:
        """Whoever began it; a stream that is over already is what was wanted."""
        try:
            with calling():
                await self._client.chat_stopStream(
                    channel=self._turn.thread.channel, ts=message, chunks=list(chunks) or None, metadata=metadata
                )
        except Undeliverable as error:
            logger.info("the stream is over: %s", error)

    def close(self) -> None:
        """Those that are left die by themselves."""
        for number in self._claims:
            self.give_up(number)
        self._open.clear()

    async def _failed(self, message: MessageId, stream: Stream, error: NotNow | Undeliverable | NotThere) -> bool:
        if isinstance(error, NotNow):
            if error.unclear:
                stream.sent = None  # it may have come: the next text is no addition to what is known
            raise error
        if isinstance(error, NotThere):
            self._drop(message)
            raise error
        logger.info("the stream does not go on, its message is edited: %s", error)
        if error.code == "stopped_by_user":
            self._stopped()
        await self.stop(message)
        return False

    def _goes_on(self, message: MessageId, text: str) -> bool:
        stream = self._open[message]
        return stream.sent is not None and text.startswith(stream.sent) and _now() < stream.over_at

    def _drop(self, message: MessageId) -> None:
        self.give_up(self._open.pop(message).number)


def _markdown(text: str) -> dict[str, str]:
    return {"type": "markdown_text", "text": text}


def _now() -> float:
    return asyncio.get_running_loop().time()
