"""What somebody looks for, and what they may find."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from bridge.types.places import Channel


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as the workspace calls them in which they ask; elsewhere that may be another one's name."""

    platform: str
    workspace: str
    name: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody may find: all of these channels, and elsewhere what was said up to their last word there."""

    channels: Collection[Channel] = ()
    person: Person | None = None
    """Nobody: nothing elsewhere."""
    everything: bool = False
    """Whoever owns the ledger."""
    member: bool = False
    """The channels are all that they are in, and what they said elsewhere counts no more: they may have left. Then
    only a conversation that goes on in one of these shows what was said elsewhere, up to their last word here."""


@dataclass(frozen=True, slots=True)
class Looking:
    """A search in somebody's own words: ``과일 "to the letter" -not pre* in:#general from:me since:30d``."""

    text: str
    seen: Seen
    most: int = 10
    offset: int = 0
    """So many of the best are known already."""
    whole: bool = False
    """Nothing but what has all of it, without slips: that is quickly known."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for."""

    text: str
    kind: Literal["word", "prefix", "phrase"] = "word"
    """A word may have other endings and a slip; a phrase stands there to the letter, in whatever case."""


@dataclass(frozen=True, slots=True)
class Query:
    """What these words mean; `bridge/finding/query.py` reads them. What is empty does not matter."""

    terms: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    """None of them is in it, to the letter."""
    places: tuple[str, ...] = ()
    """Channels: the id of one, or its name where that is the same."""
    channels: tuple[Channel, ...] = ()
    """Others that may be meant by these, where they have names."""
    people: tuple[str, ...] = ()
    """One of them asked."""
    platforms: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    """How the name of the one begins that was asked for, or that answered."""
    tags: tuple[str, ...] = ()
    """Its conversation stands under all of them."""
    code: bool = False
    """The answer or the question has a block of code."""
    file: bool = False
    """A file or picture came with either."""
    since: float = 0.0
    """Unix seconds: accepted then or later."""
    before: float = 0.0
    unread: tuple[str, ...] = ()
    """Filters that nobody understands, as they were written; they are left out."""
    whole: bool = False
    """Nothing but what has all terms, without slips."""

    @property
    def empty(self) -> bool:
        """Nothing is looked for."""
        filters = (self.places, self.people, self.platforms, self.models, self.tags, self.code, self.file)
        return not any((self.terms, *filters, self.since, self.before))
