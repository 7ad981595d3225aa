"""What every protocol can write."""

from typing import Protocol, runtime_checkable

from platforms.http.answer.pieces import Piece, Whole
from platforms.http.errors import ApiError


class Wire(Protocol):
    """The bytes of one answer; made anew for each request."""

    def whole(self, answer: Whole) -> bytes:
        """The answer in one JSON object."""

    def piece(self, piece: Piece) -> bytes:
        """Server-sent events; none where the protocol has no word for it."""

    def broken(self, error: ApiError) -> bytes:
        """The last event of a stream that failed."""


@runtime_checkable
class Keeps(Protocol):
    """A wire whose answers can be asked for again."""

    @property
    def kept(self) -> str:
        """What is kept of the answer once it is over; empty: nothing."""
