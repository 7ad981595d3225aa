"""The most tokens that an answer may have (``max_tokens``, ``max_completion_tokens``, ``max_output_tokens``)."""

from platforms.http.answer.tokens import Counting


class Limit:
    """Counts no more often than it must: what was counted once is believed as long as the text goes on from it."""

    def __init__(self, most: int | None, counting: Counting) -> None:
        self._most, self._counting = most, counting
        self._known, self._tokens = "", 0
        """A text that is short enough, and what it has."""
        self._passed = ""
        """The longest that is."""

    def within(self, text: str) -> str | None:
        """As much of the text as may be told, where that is not all of it; None where it is."""
        if self._most is None:
            return None
        if not text.startswith(self._known):
            self._known, self._tokens = "", 0
        if self._tokens + self._counting.most(text[len(self._known) :]) > self._most:
            count = self._counting.count(text)
            if count > self._most:
                return self._cut(text, self._most)
            self._known, self._tokens = text, count
        self._passed = text
        return None

    def _cut(self, text: str, most: int) -> str:
        """Never before what was within: the end of a text may fall into fewer tokens than it does in the middle."""
        cut = self._counting.beginning(text, most)
        return self._passed if text.startswith(self._passed) and len(cut) < len(self._passed) else cut
