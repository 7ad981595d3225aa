"""When a stream has been silent for too long."""

import asyncio

from platforms.http.answer.pieces import Piece, Sign


class Silence:
    """Of one stream: first its status waits for a sign, later a piece that says nothing keeps it alive."""

    def __init__(self, first_byte: float, keep_alive: float) -> None:
        """In seconds; ``keep_alive`` 0: it may be silent for ever."""
        self._keep_alive = keep_alive
        self._until: float | None = _now() + first_byte
        self._answering = self._broken = False

    @property
    def until(self) -> float | None:
        """By the loop's clock; None: it may be silent for ever."""
        if self._broken:
            self._broken = False
            self._until = _now() + self._keep_alive if self._keep_alive else None
        return self._until

    def broken(self, piece: Piece) -> None:
        """Something was told; of signs only the first one, which sends the headers."""
        if not self._broken and not (self._answering and isinstance(piece, Sign)):
            self._answering = self._broken = True


def _now() -> float:
    return asyncio.get_running_loop().time()
