"""The events of a feed → pieces: what of the answer stands firm by now. Pure.

A wire can't take text back. A stream that is rewritten at its beginning is an error, not a false "stop"; where the
answer is told whole there is nothing to contradict.
"""

from bridge import tokens
from bridge.events import Notice, Shown
from bridge.types import Language
from platforms.http.answer.gathered import Answer, Told
from platforms.http.answer.pieces import Began, Ended, Nothing, Piece, Sign, Usage, Words
from platforms.http.errors import SERVER, ApiError, may_have_been_asked, told
from platforms.http.request.chat import Chat

REWRITTEN = ApiError(
    502,
    "The beginning of the answer was rewritten after it had been sent, and this protocol can't take text back. "
    "The text so far is not the answer; ask without streaming to get the final one.",
    type=SERVER,
    code="rewritten",
)


class Shaping:
    """One answer to a Chat."""

    def __init__(self, chat: Chat, language: Language) -> None:
        self._chat, self._language = chat, language
        self._answer, self._told = Answer(), Told()
        self._began = False

    def add(self, event: Shown) -> list[Piece]:
        """What there is to tell now."""
        self._answer.add(event)
        if self._answer.error is not None or isinstance(event, Notice):
            return []  # said about the question, no sign that it is answered
        if self._chat.stream and (more := self._told.news(self._answer.text)):
            return [*self._beginning(), Words(more)]
        return [Sign()]

    def silent(self) -> list[Piece]:
        """Nothing came for a while."""
        return [*self._beginning(), Nothing()]

    def end(self) -> list[Piece]:
        """The rest. Raises ApiError where the answer is not whole."""
        if (error := self._answer.error) is not None:
            raise told(error, self._language, asked=may_have_been_asked(error, self._answer.began))
        if self._told.contradicts(self._answer.text):
            raise REWRITTEN
        text = self._answer.text + self._answer.pictures
        rest = self._told.news(text)
        usage = Usage(tokens.prompt(self._chat.texts), tokens.estimated(text))
        # a stopped answer is cut short, and "stop" would claim that it is whole
        ended = Ended("length" if self._answer.stopped else "stop", usage)
        return [*self._beginning(), *([Words(rest)] if rest else []), ended]

    def _beginning(self) -> list[Piece]:
        if self._began:
            return []
        self._began = True
        return [Began(self._answer.model or self._chat.model)]
