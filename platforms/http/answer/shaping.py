"""The events of a feed → pieces: what of the answer stands firm by now. Pure.

A wire can't take text back. A stream that is rewritten at its beginning is an error, not a false "stop"; where the
answer is told whole there is nothing to contradict.

The whole text so far → where it ends (stops, the most tokens) → what it means (words, calls, JSON) → pieces.
"""

from collections.abc import Iterator

from bridge.events import Notice, Rewritten, Shown, Text, Waiting
from bridge.types import Language, Used
from platforms.http.answer.ending import Ending
from platforms.http.answer.gathered import Answer, Told
from platforms.http.answer.links import cited
from platforms.http.answer.parsed import Parsed, Plainly
from platforms.http.answer.pieces import (
    Began,
    Called,
    Declined,
    Ended,
    Finish,
    Nothing,
    Piece,
    Sign,
    Usage,
    Words,
)
from platforms.http.answer.reading import reading
from platforms.http.answer.tokens import Counting, Estimating
from platforms.http.errors import SERVER, ApiError, may_have_been_asked, told
from platforms.http.request.chat import Chat

REWRITTEN = ApiError(
    502,
    "The beginning of the answer was rewritten after it had been sent, and this protocol can't take text back. "
    "The text so far is not the answer; ask without streaming to get the final one.",
    type=SERVER,
    code="rewritten",
)

ESTIMATING = Estimating()


class Shaping:
    """One answer to a Chat; what can't be used may be asked for once more."""

    def __init__(self, chat: Chat, language: Language, counting: Counting = ESTIMATING) -> None:
        self._chat, self._language, self._counting = chat, language, counting
        self._answer, self._told, self._ending = Answer(), Told(), Ending(chat, counting)
        self._reading, self._firm = reading(chat), False
        plainly = isinstance(self._reading, Plainly)
        self._straight = chat.stream and plainly and not chat.stop and chat.most_tokens is None
        """All text is told as it comes, as long as none of it is taken back: the same as ever, only sooner."""
        self._began = False
        self._before: Parsed | None = None
        """What was understood at the first try, where this is the second one."""
        self._tokens = 0
        """Of the first try."""
        self._used: list[Used | None] = []
        """What each try took, as its backend says."""

    @property
    def enough(self) -> bool:
        """The answer ends here, though more of it may come: there is no need to hear it."""
        return self._ending.finish is not None or self._firm

    @property
    def error(self) -> Exception | None:
        """Why there is no answer."""
        return self._answer.error

    @property
    def began(self) -> bool:
        """Something came, if only a sign."""
        return self._answer.began

    def add(self, event: Shown) -> list[Piece]:
        """What there is to tell now."""
        self._answer.add(event)
        if isinstance(event, Waiting):  # no status is sent for that: it may still become an error
            return [Sign(event.place)] if self._began else []
        if self._straight and isinstance(event, Text) and event.more:
            self._told.more(event.more)
            return [*self._beginning(), Words(event.more)]
        self._straight = self._straight and not isinstance(event, Rewritten)
        if self._answer.error is not None or isinstance(event, Notice):
            return []  # said about the question, no sign that it is answered
        firm = self._reading.firm(self._ending.firm(self._answer.text))
        self._firm = firm.enough
        if self._chat.stream and not self._before and (more := self._told.news(firm.words)):
            return [*self._beginning(), Words(more)]
        return [Sign()]

    def silent(self) -> list[Piece]:
        """Nothing came for a while."""
        return [*self._beginning(), Nothing()]

    def once_more(self) -> str:
        """Why it has to be asked once more, for the model; empty: what came is the answer, or there is none.

        What is heard from now on is the second try.
        """
        if self._answer.error is not None or self._before is not None:
            return ""
        text = self._ending.firm(self._answer.text, over=True)
        parsed = self._parsed(text)
        if parsed.problem:
            self._before, self._tokens = parsed, self._counting.count(text)
            self._used.append(self._answer.used)
            self._answer, self._ending = Answer(), Ending(self._chat, self._counting)
            self._firm = False
        return parsed.problem

    def end(self, prompt: int = 0) -> list[Piece]:
        """The rest, after a ``prompt`` of so many tokens. Raises ApiError where the answer is not whole."""
        if (error := self._answer.error) is not None:
            asked = self._before is not None or may_have_been_asked(error, self._answer.began)
            raise told(error, self._language, asked=asked)
        written = self._ending.firm(self._answer.text, over=True)
        parsed = self._parsed(written)
        text = parsed.words
        if self._before and self._before.words:  # that much was told before the first try went wrong
            text = "\n\n".join(filter(None, (self._before.words, "" if parsed.calls else text)))
        if self._told.contradicts(text):
            raise REWRITTEN
        usage = self._usage(prompt, written)
        links = cited(text) if self._chat.search or self._chat.may_search else ()
        if self._reading.plain and not self.enough:  # what comes after the text would come after its end
            text += self._answer.pictures
        return [*self._beginning(), *self._rest(text, parsed), Ended(self._finish(parsed), usage, links)]

    def _usage(self, prompt: int, written: str) -> Usage:
        """As the backend says, if it does; a stop of ours comes before it can."""
        used = [one for one in (*self._used, self._answer.used) if one is not None]
        if len(used) <= len(self._used):  # not of every try
            return Usage(prompt, self._tokens + self._counting.count(written), counted=self._counting.how)
        return Usage(
            sum(one.prompt for one in used),
            sum(one.completion for one in used),
            sum(one.cached for one in used),
            counted=used[-1].counted,
        )

    def _rest(self, text: str, parsed: Parsed) -> Iterator[Piece]:
        if rest := self._told.news(text):
            yield Words(rest)
        yield from map(Called, parsed.calls)
        if parsed.declined:
            yield Declined(parsed.declined)

    def _parsed(self, text: str) -> Parsed:
        cut = self._ending.finish is not None or self._answer.stopped
        return self._reading.whole(text, cut=cut, again=self._before is not None)

    def _finish(self, parsed: Parsed) -> Finish:
        """A stopped answer is cut short, and "stop" would claim that it is whole."""
        if parsed.calls:
            return "tool_calls"
        return self._ending.finish or ("length" if self._answer.stopped else "stop")

    def _beginning(self) -> list[Piece]:
        if self._began:
            return []
        self._began = True
        return [Began(self._answer.model or self._chat.model)]
