"""Texts before which an answer ends (``stop``).

A stop may come in pieces, so the end of a text that could be the beginning of one is held back; nothing else is.
"""

from collections.abc import Sequence


class Stops:
    """Any of these, whichever is whole first."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(filter(None, stops))

    def before(self, text: str) -> str | None:
        """What stands before the one that is whole first, however the text came; None where there is none."""
        places = [(place + len(stop), place) for stop in self._stops if (place := text.find(stop)) >= 0]
        return text[: min(places)[1]] if places else None

    def firm(self, text: str) -> str:
        """What of a text without any of them belongs to the answer, whatever follows."""
        return text[: len(text) - max((_begun(stop, text) for stop in self._stops), default=0)]


def _begun(stop: str, text: str) -> int:
    """How many characters at the end of the text are the beginning of the stop."""
    return next((size for size in range(min(len(stop) - 1, len(text)), 0, -1) if text.endswith(stop[:size])), 0)
