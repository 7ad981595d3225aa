"""Logging: every line that belongs to a turn carries the turn's id."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bridge.types import TurnId

_turn: ContextVar[TurnId | None] = ContextVar("turn", default=None)


@contextmanager
def about(turn: TurnId) -> Iterator[None]:
    """What is logged inside, also by tasks started inside, is about this turn."""
    token = _turn.set(turn)
    try:
        yield
    finally:
        _turn.reset(token)


def first_line(error: BaseException) -> str:
    """What a line of the log says of an error; its kind, where it has no words."""
    return next(iter(str(error).splitlines()), type(error).__name__)


class _TurnFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        turn = _turn.get()
        record.turn = "" if turn is None else f"turn {turn} · "
        return True


class _Lines(logging.Formatter):
    """The lines of a traceback belong to the turn as well."""

    def format(self, record: logging.LogRecord) -> str:
        room: str = vars(record)["turn"]
        return super().format(record).replace("\n", f"\n  {room}")


def start(level: str = "info") -> None:
    """Log to standard error: time, level, turn, room, text."""
    handler = logging.StreamHandler()
    handler.addFilter(_TurnFilter())
    handler.setFormatter(_Lines("%(asctime)s %(levelname)-7s %(turn)s%(name)s: %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("bridge", "platforms", "scraper", "storage"):
        logging.getLogger(ours).setLevel(level.upper())
