"""Reading one answer: live from the page's own stream, and where there is doubt from the conversation itself."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator

from playwright.async_api import Error as PlaywrightError

from bridge.errors import Interrupted, NotReady, Refused
from bridge.types import AnsweredBy, ConversationId, Event, Opened, Rewritten, Sent, Status, Text
from scraper.asking import Asked, refusal
from scraper.conversation import Conversation
from scraper.message import Message
from scraper.page import ChatPage
from scraper.settings import ChatGPTSettings
from scraper.stream import Decoder
from scraper.traffic import Bytes, Ended, Gone, NoStream, Read, Seen, Streaming

logger = logging.getLogger(__name__)


class Reading:
    """The answer to one question, until its end is proven."""

    def __init__(self, page: ChatPage, asked: Asked, settings: ChatGPTSettings) -> None:
        self.over = False
        """Nothing is being written any more: the end is proven, or the site broke off."""
        self._page = page
        self._asked = asked
        self._settings = settings
        self._conversation = asked.conversation
        self._decoder = Decoder()
        self._request = ""
        self._shown = ""
        self._model = ""
        self._thinking = False
        self._loading = False
        """The page was told to fetch the conversation and has not done so yet."""
        self._doubt = asked.found is not None
        """The stream is not to be relied on: the conversation has to say how it ended."""

    async def events(self) -> AsyncIterator[Event]:
        """What happens, up to the end. Raises Interrupted or Refused where there is no proven end."""
        yield Sent(self._asked.anchor)
        if self._conversation is not None:
            yield Opened(self._conversation)
        if self._asked.found is not None:
            for event in self._in_conversation(self._asked.found):
                yield event
        deadline = time.monotonic() + self._settings.longest_answer
        look_now = False
        while not self.over:
            if time.monotonic() > deadline:
                raise self._interrupted("it took too long")
            seen = None if look_now else await self._next()
            doubted = self._doubt
            for event in self._take(seen):
                yield event
            look_now = isinstance(seen, Gone) or (self._doubt and not doubted)
            if seen is None:
                await self._look_up()

    async def _next(self) -> Seen | None:
        """What the page does next; None when it was silent for too long."""
        wait = self._settings.look_again if self._doubt else self._settings.silence
        try:
            async with asyncio.timeout(self._settings.patience if self._loading else wait):
                return await self._page.observer.seen.get()
        except TimeoutError:
            return None

    def _take(self, seen: Seen | None) -> Iterator[Event]:
        match seen:
            case Streaming(request):
                self._request, self._decoder = request, Decoder()
            case Bytes(request, data) if request == self._request:
                self._decoder.feed(data)
                yield from self._in_stream()
            case Ended(request) if request == self._request and not self.over:
                self._doubt = True
            case NoStream(status, words):
                self.over = True
                raise refusal(status, words)
            case Read(conversation, read) if conversation == self._conversation:
                self._loading = False
                if read is not None:
                    yield from self._in_conversation(read)
            case Gone():
                logger.warning("the browser went away in the middle of an answer; opening it again")
                self._doubt = True
            case _:
                pass

    def _in_stream(self) -> Iterator[Event]:
        decoder = self._decoder
        if decoder.conversation is not None and self._conversation is None:
            self._conversation = ConversationId(decoder.conversation)
            yield Opened(self._conversation)
        if decoder.error is not None:
            self.over = True
            raise Refused(what=decoder.error)
        if decoder.thinking and not self._thinking and not self._shown:
            yield Status("")
        self._thinking = decoder.thinking
        if decoder.answer is not None and decoder.trusted:
            yield from self._show(decoder.answer)
        self.over = decoder.final

    def _in_conversation(self, conversation: Conversation) -> Iterator[Event]:
        answer = conversation.answer(self._asked.anchor)
        if answer is None:
            return
        if answer.is_final:
            self.over = True
        elif not self._doubt:
            return  # the stream is ahead of it
        yield from self._show(answer)
        if answer.was_cut:
            self.over = True
            raise self._interrupted("it was cut off")

    def _show(self, answer: Message) -> Iterator[Event]:
        if answer.model and answer.model != self._model:
            self._model = answer.model
            yield AnsweredBy(answer.model)
        if answer.text.startswith(self._shown):
            if more := answer.text[len(self._shown) :]:
                yield Text(more)
        else:
            yield Rewritten(answer.text)
        self._shown = answer.text

    async def _look_up(self) -> None:
        """Have the page fetch the conversation."""
        self._doubt = True
        self._conversation = self._conversation or self._page.conversation
        if self._conversation is None:
            raise self._interrupted("its conversation is not known")
        try:
            await self._page.load(self._conversation)
        except (PlaywrightError, NotReady) as error:  # also when the browser does not come back at once
            logger.warning("the conversation could not be opened: %s", str(error).splitlines()[0])
        else:
            self._loading = True

    def _interrupted(self, what: str) -> Interrupted:
        return Interrupted(what=what, link=self._page.link(self._conversation))
