"""The answer as it has been told so far, and what has to be told next. Pure.

A preview can only be appended to. So sources of citations that become known after their text, and a text that comes
once more from its beginning, don't disturb it; at the end it is made exact.
"""

from bridge.events import Rewritten, Text
from scraper.reading.answer import Answer
from scraper.wire.markdown import Cleaning, cleaned


class Told:
    """Takes the source as it grows, gives what is new in it."""

    def __init__(self) -> None:
        self.behind = False
        """What comes now has been told before: it has to be looked at as a whole until it is past that."""
        self._source: list[str] = []
        self._shown: list[str] = []
        self._cleaning = Cleaning()

    @property
    def text(self) -> str:
        return _joined(self._shown)

    def more(self, source: str) -> Text | None:
        """What has just been appended to the source, while nothing is behind."""
        self._source.append(source)
        if not (text := self._cleaning.feed(source)):
            return None
        self._shown.append(text)
        return Text(text)

    def whole(self, answer: Answer) -> Text | Rewritten | None:
        """All of the source, while it is being written."""
        source, known = answer.source, _joined(self._source)
        self._cleaning.references = answer.references
        self.behind = not source.startswith(known)
        if not self.behind:
            return self.more(source[len(known) :]) if len(source) > len(known) else None
        if known.startswith(source):
            return None
        return self._anew(source)

    def end(self, answer: Answer) -> Text | Rewritten | None:
        """All of the source, and nothing comes any more."""
        text, shown = cleaned(answer.source, answer.references), self.text
        self._source, self._shown, self.behind = [answer.source], [text], False
        if text == shown:
            return None
        return Text(text[len(shown) :]) if text.startswith(shown) else Rewritten(text)

    def _anew(self, source: str) -> Rewritten:
        self.behind = False
        self._cleaning = Cleaning(self._cleaning.references)
        text = self._cleaning.feed(source)
        self._source, self._shown = [source], [text]
        return Rewritten(text)


def _joined(pieces: list[str]) -> str:
    pieces[:] = ["".join(pieces)]
    return pieces[0]
