"""What the traffic of a tab means for the answer to one question. Pure: what was seen in, events out.

A stream counts when it answers our own message. What a person asks or regenerates in the same tab never takes its
place, and no other conversation's text is looked at.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from bridge.errors import AnswerFailed, BridgeError, PolicyNotice
from bridge.events import Cut, Event, Opened, Rewritten, Text, Way
from bridge.types import ConversationId
from scraper.reading.answer import Answer
from scraper.reading.beside import Beside
from scraper.reading.told import Told
from scraper.reading.topics import Topics
from scraper.wire.conversation import Conversation
from scraper.wire.push import Item, TurnOver
from scraper.wire.refusal import in_answer, refusal
from scraper.wire.seen import Bytes, Ended, Gone, NoStream, Posted, Pushed, Read, Resuming, Seen, Streaming
from scraper.wire.stream import Decoder

logger = logging.getLogger(__name__)

FOR_GOOD = range(400, 500)  # refusals that the page does not try again


@dataclass(frozen=True, slots=True)
class Ours:
    """The question whose answer is read."""

    question: str
    """The id of its message."""
    before: str = ""
    """The id of an answer to it that was there before it was asked again."""
    action: str = "next"


class Witness:
    """Takes everything that is seen, from the question on."""

    def __init__(self, ours: Ours, conversation: ConversationId | None) -> None:
        self.ours = ours
        self.conversation = conversation
        self.over = False
        """Nothing is being written any more: the end is proven, or the site broke off."""
        self.ending = False
        """The end is proven; the rest of what belongs to it, like the title, may still come."""
        self.doubt = False
        """What has come is not to be relied on: the conversation has to say how it ended."""
        self.handed_over = False
        """The rest comes another way, or not at all."""
        self.at_length = False
        """It ended because it is as long as one message may be; the page may offer to go on."""
        self.error: BridgeError | None = None
        """The site did not take the question; the page may try again by itself."""
        self.read: Conversation | None = None
        self.told = Told()
        self.answer: Answer | None = None
        self._decoder = Decoder()
        self._request = ""
        self._actions = {ours.action}
        self._topics = Topics()
        self._beside = Beside()
        self._source: Way = "stream"

    @property
    def gap(self) -> bool:
        """Something told over the WebSocket is missing."""
        return self._topics.gap

    @property
    def answered(self) -> bool:
        """Something of the answer is known."""
        return self.answer is not None

    def will_go_on(self) -> None:
        """The page was told to go on with an answer that was too long for one message."""
        self.at_length = self.over = self.ending = False
        self._actions.add("continue")
        self._decoder, self._request = Decoder(), ""  # what is left of that stream would only say its end again

    def take(self, seen: Seen | None) -> Iterator[Event]:
        """What it means; None: the page was silent for too long. Raises what the site answered instead."""
        match seen:
            case Posted(anchor=anchor) if anchor == self.ours.question:
                self.error = None
            case Streaming(request, posted) if self._is_ours(posted):
                self._decoder, self._request, self._source = Decoder(), request, "stream"
                self.error = None
            case Resuming(request, conversation) if conversation == self.conversation and not self.ending:
                self._go_on(request, "resumed")
            case Bytes(request, data) if request == self._request:
                self._decoder.feed(data)
                yield from self._in_stream()
                yield from self._by_socket()  # what was told there may have come before its name
            case Ended(request) if request == self._request:
                yield from self._ended()
            case NoStream(status, words, request) if not self._request or request == self._request:
                self._refused(refusal(status, words), for_good=status in FOR_GOOD)
            case Pushed(news):
                yield from self._pushed(news)
            case Read(id_, read) if self.conversation is None and read and read.question(self.ours.question):
                self.conversation, self.read = ConversationId(id_), read
                yield Opened(self.conversation)
                yield from self._in_conversation(read)
            case Read(id_, read, earlier) if id_ == self.conversation and read is not None:
                self.read = self.read.with_earlier(read) if earlier and self.read else read
                yield from self._in_conversation(self.read)
            case Gone():
                logger.warning("the browser went away in the middle of an answer; opening it again")
                self.doubt = True
            case _:
                pass

    def look(self) -> None:
        """From now on the conversation has to say it."""
        self.doubt = True

    def by_page(self, text: str) -> Iterator[Event]:
        """The answer as the page shows it, which proves nothing and has to do."""
        self.over = True
        yield from self._beside.by("page")
        shown, self.told = self.told.text, Told()
        if text != shown:
            yield Text(text[len(shown) :]) if text.startswith(shown) else Rewritten(text)

    def settle(self) -> Iterator[Event]:
        """Nothing more comes of an answer whose end is proven."""
        self.over = True
        if self.answer is not None and (event := self.told.end(self.answer)):
            yield event

    def _is_ours(self, posted: Posted | None) -> bool:
        if self.ending:
            return False
        if posted is None:  # it could not be read; what the stream answers, it says itself
            return not self._request
        if posted.action == "continue" and "continue" in self._actions:
            return posted.conversation == self.conversation
        return posted.anchor == self.ours.question and posted.action in self._actions

    def _go_on(self, request: str, source: Way) -> None:
        self._request, self._source, self.handed_over = request, source, False
        self._decoder.go_on()

    def _refused(self, error: BridgeError, *, for_good: bool) -> None:
        self.error = error
        if for_good:
            self.over = True
            raise error

    def _ended(self) -> Iterator[Event]:
        if self.ending:
            yield from self.settle()
        elif self._decoder.handed_over and not self.over:
            self.handed_over = True
        elif not self.over:
            self.doubt = True

    def _in_stream(self) -> Iterator[Event]:
        decoder = self._decoder
        if decoder.question not in (None, self.ours.question):
            logger.warning("a stream answered another question than ours")
            self._request, self._decoder, self.doubt = "", Decoder(), True
            return
        if decoder.conversation is not None and self.conversation is None:
            self.conversation = ConversationId(decoder.conversation)
            yield Opened(self.conversation)
        yield from self._beside.titled(decoder.title)
        answer, more = decoder.news()
        if answer is not None:
            self.answer = answer
            if decoder.trusted:
                yield from self._show(answer, self._source)
        elif more and decoder.trusted:
            yield from self._more(more)
        yield from self._beside.busy(decoder.note if decoder.thinking else None, silent=not self.told.text)
        self._broken()
        yield from self._end_of_stream()

    def _more(self, more: str) -> Iterator[Event]:
        event: Event | None
        if self.told.behind and (answer := self._decoder.answer):
            event = self.told.whole(answer)
        else:
            event = self.told.more(more)
        if event:
            yield event

    def _broken(self) -> None:
        """What the stream says instead of an answer, or of the rest of one."""
        decoder = self._decoder
        if decoder.blocked and not self._final:
            self.over = True
            raise PolicyNotice
        if decoder.error is not None:
            self.over = True
            raise in_answer(decoder.error)

    @property
    def _final(self) -> bool:
        return self._decoder.final

    def _end_of_stream(self) -> Iterator[Event]:
        decoder = self._decoder
        if decoder.final:
            self.ending, self.answer = True, decoder.answer
            if decoder.model and not self._beside.has_model:
                yield from self._beside.by_model(decoder.model)
        elif (answer := decoder.answer) is not None and decoder.trusted and (answer.was_cut or answer.at_length):
            self.answer = answer
            yield from self._unfinished()
        if decoder.complete:
            if self.ending:
                yield from self.settle()
            elif not decoder.handed_over and not self.over:
                self.doubt = True  # also where there are pictures and no words: their end is told elsewhere

    def _unfinished(self) -> Iterator[Event]:
        """The site says that it ends here, and that it is not the end."""
        assert self.answer is not None
        if (event := self.told.end(self.answer)) is not None:
            yield event
        self.over = True
        if self.answer.at_length:
            self.at_length = True
        elif self.answer.broke:
            if self._decoder.error is not None:
                raise in_answer(self._decoder.error)
            raise AnswerFailed(what=(self.answer.last.reason if self.answer.last else "").rstrip("."))
        else:
            yield Cut()

    def _in_conversation(self, conversation: Conversation) -> Iterator[Event]:
        yield from self._beside.titled(conversation.title)
        before = (self.ours.before,) if self.ours.before and "continue" not in self._actions else ()
        answer = conversation.answer(self.ours.question, read_so_far=self._ids, before=before)
        if answer is None or self.over:
            return
        at_end = conversation.at_end(answer)
        if not (at_end or self.doubt or self.handed_over):
            return  # the stream is ahead of it
        self.answer = answer
        yield from self._show(answer, "conversation")
        if at_end:
            yield from self.settle()
        elif answer.was_cut or answer.at_length:
            yield from self._unfinished()

    @property
    def _ids(self) -> list[str]:
        return [message.id for message in self.answer.said] if self.answer else []

    def _show(self, answer: Answer, way: Way) -> Iterator[Event]:
        yield from self._beside.by(way)
        yield from self._beside.by_model(answer.model)
        if event := self.told.whole(answer):
            yield event

    def _pushed(self, news: tuple[Item | TurnOver, ...]) -> Iterator[Event]:
        self._topics.put(one for one in news if isinstance(one, Item) and self._concerns(one))
        yield from self._by_socket()
        if any(isinstance(one, TurnOver) and one.conversation == self.conversation for one in news):
            yield from self._turn_over()

    def _concerns(self, item: Item) -> bool:
        known = item.conversation and self.conversation
        return not self.over and (not known or item.conversation == self.conversation)

    def _by_socket(self) -> Iterator[Event]:
        """Read a topic once the stream has said that ours is told there."""
        for topic in self._topics.names:
            if topic in self._decoder.topics and not self.over and (items := self._topics.get(topic)):
                if self._request != topic:
                    self._go_on(topic, "socket")
                for item in items:
                    self._decoder.feed(item.text.encode() + b"\n\n")
                yield from self._in_stream()

    def _turn_over(self) -> Iterator[Event]:
        """The site is done with the conversation's turn. Where we are not, the rest has to be read elsewhere."""
        if self.ending:
            yield from self.settle()
        elif not self.over and (self.handed_over or self.gap):
            self.doubt = True
