"""The events of a feed → pieces: what of the answer stands firm by now. Pure.

A wire can't take text back. A stream that is rewritten at its beginning is an error, not a false "stop"; where the
answer is told whole there is nothing to contradict.

The whole text so far → where it ends (stops, the most tokens) → pieces.
"""

from bridge import tokens
from bridge.events import Notice, Shown
from bridge.types import Language
from platforms.http.answer.ending import Ending
from platforms.http.answer.gathered import Answer, Told
from platforms.http.answer.pieces import Began, Ended, Finish, Nothing, Piece, Sign, Usage, Words
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
    """One answer to a Chat."""

    def __init__(self, chat: Chat, language: Language, counting: Counting = ESTIMATING) -> None:
        self._chat, self._language, self._counting = chat, language, counting
        self._answer, self._told, self._ending = Answer(), Told(), Ending(chat, counting)
        self._began = False

    @property
    def enough(self) -> bool:
        """The answer ends here, though more of it may come: there is no need to hear it."""
        return self._ending.finish is not None

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
        if self._answer.error is not None or isinstance(event, Notice):
            return []  # said about the question, no sign that it is answered
        text = self._ending.firm(self._answer.text)
        if self._chat.stream and (more := self._told.news(text)):
            return [*self._beginning(), Words(more)]
        return [Sign()]

    def silent(self) -> list[Piece]:
        """Nothing came for a while."""
        return [*self._beginning(), Nothing()]

    def end(self) -> list[Piece]:
        """The rest. Raises ApiError where the answer is not whole."""
        if (error := self._answer.error) is not None:
            raise told(error, self._language, asked=may_have_been_asked(error, self._answer.began))
        text = self._ending.firm(self._answer.text, over=True)
        if self._told.contradicts(text):
            raise REWRITTEN
        usage = Usage(tokens.prompt(self._chat.texts), self._counting.count(text))
        if not self.enough:  # what comes after the text would come after its end
            text += self._answer.pictures
        rest = self._told.news(text)
        ended = Ended(self._finish, usage)
        return [*self._beginning(), *([Words(rest)] if rest else []), ended]

    @property
    def _finish(self) -> Finish:
        """A stopped answer is cut short, and "stop" would claim that it is whole."""
        return self._ending.finish or ("length" if self._answer.stopped else "stop")

    def _beginning(self) -> list[Piece]:
        if self._began:
            return []
        self._began = True
        return [Began(self._answer.model or self._chat.model)]
