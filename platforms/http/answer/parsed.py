"""What a text means where an answer has a form or may call tools. Pure."""

from dataclasses import dataclass
from typing import Protocol

from platforms.http.request.tools import Call


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text, read in the form that was asked for."""

    words: str = ""
    calls: tuple[Call, ...] = ()
    declined: str = ""
    """There is no answer in that form, and this is what there is instead."""
    problem: str = ""
    """Why it has to be asked once more, for the model; of the above only the words hold then."""


@dataclass(frozen=True, slots=True)
class Firm:
    """What of an unfinished text may be told."""

    words: str
    enough: bool = False
    """Whatever follows changes nothing."""


class Reading(Protocol):
    """How the text of an answer is read."""

    plain: bool
    """Its text is the answer as it is, so that pictures may follow."""

    def firm(self, text: str) -> Firm:
        """Of the text so far."""

    def whole(self, text: str, *, cut: bool, again: bool) -> Parsed:
        """``cut``: it ended before its end. ``again``: it is the second try, and there is no third."""


class Plainly:
    """As it is."""

    plain = True

    def firm(self, text: str) -> Firm:
        return Firm(text)

    def whole(self, text: str, *, cut: bool, again: bool) -> Parsed:
        return Parsed(text)


_reading: type[Reading] = Plainly
