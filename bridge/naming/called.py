"""What people and channels are called, for whatever writes it down; pure."""

from typing import Protocol

from bridge.types import Channel, Question


class Called(Protocol):
    """By their ids where nothing else is known."""

    def who(self, question: Question) -> str:
        """Whoever asked."""

    def where(self, place: Channel) -> str:
        """The channel."""


class ById:
    """Nothing is known of them."""

    def who(self, question: Question) -> str:
        return question.author

    def where(self, place: Channel) -> str:
        return place.channel


BY_ID: Called = ById()


def channel_name(called: Called, place: Channel) -> str:
    """Empty where its id is all that is known."""
    name = called.where(place)
    return "" if name == place.channel else name
