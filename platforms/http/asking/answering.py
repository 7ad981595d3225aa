"""The question of one request, asked until there is an answer: its pieces, as they come.

It is asked once more where what came can't be used, and from the beginning where its conversation is gone. What
comes of it is remembered before its last piece is told, for the next request may come with that.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from bridge.answering.feed import Feed
from bridge.bridge import Bridge
from bridge.errors import BridgeError
from platforms.http.answer import tokens
from platforms.http.answer.pieces import Ended, Piece, Whole
from platforms.http.answer.shaping import Shaping
from platforms.http.answer.tokens import Counting
from platforms.http.asking import terms
from platforms.http.asking.asked import Asked
from platforms.http.asking.hearing import Quiet, hear
from platforms.http.asking.repeats import Attempt
from platforms.http.asking.silence import Silence
from platforms.http.doors.line import Lines
from platforms.http.errors import ApiError
from platforms.http.request.chat import Chat


@dataclass(slots=True)
class Answering:
    """Of one request."""

    bridge: Bridge
    lines: Lines
    counting: Counting
    chat: Chat
    asked: Asked
    attempt: Attempt
    silence: Silence | None
    """None: nobody hears of the answer before its end."""
    _feed: Feed | None = None

    def pending(self) -> bool:
        """Whether what comes next is there already."""
        return self._feed is not None and self._feed.pending

    @property
    def place(self) -> int:
        """In line; 0 where it does not wait."""
        return self.lines.place(self.asked.question)

    async def pieces(self) -> AsyncGenerator[Piece, None]:
        """Leaving it stops the answer. Raises ApiError and BridgeError, at any time."""
        whole = Whole()
        try:
            async with aclosing(self._told()) as pieces:
                async for piece in pieces:
                    whole.add(piece)
                    if isinstance(piece, Ended):
                        self.asked.answered(whole)
                        self.attempt.answered(whole)
                    yield piece
                    if self.silence:
                        self.silence.broken(piece)
        except (GeneratorExit, asyncio.CancelledError):
            self.asked.left(whole)
            raise
        except (ApiError, BridgeError):
            self.asked.refused()
            raise

    async def _told(self) -> AsyncGenerator[Piece, None]:
        asked, silence, shaping = self.asked, self.silence, self._shaping()
        while True:
            new, first, alone = asked.is_new, asked.is_first, asked.alone
            async with self.lines.ask(asked.question, new=new, first=first, alone=alone) as feed:
                asked.taken()
                self._feed = feed
                while (event := feed.at_once() or await hear(feed, silence)) is not Quiet.FOR_GOOD:
                    for piece in shaping.silent() if isinstance(event, Quiet) else shaping.add(event):
                        yield piece
                    if shaping.enough:
                        break  # and out of the block, which stops what would still be written
            if await asked.anew(shaping.error, began=shaping.began):
                shaping = self._shaping()
            elif problem := shaping.once_more():
                asked.again(terms.once_more(problem, self.chat))
            else:
                break
        if shaping.error is not None:
            asked.failed(shaping.error, began=shaping.began)
        for piece in shaping.end(await tokens.prompt(self.chat, self.counting)):
            yield piece

    def _shaping(self) -> Shaping:
        question, chat = self.asked.question, self.chat
        place = question.thread.place
        backend, _ = self.bridge.accepting.destination(place, question.author, question.model)
        if backend in self.bridge.forwarding:
            chat = replace(chat, most_tokens=None)  # an API keeps to the limit itself, by its own count
        return Shaping(chat, self.bridge.rules(place).language, self.counting)
