"""Threads and channels as addresses, ``/t/slack/T1/C1/100.1``, and back. Pure."""

from collections.abc import Sequence
from urllib.parse import quote, unquote

from bridge.types import Channel, Thread

EMPTY = "~"
"""A name that is empty; one that is this sign itself is written as ``~~``."""


def of_thread(thread: Thread) -> str:
    return "/t/" + _joined((thread.platform, thread.workspace, thread.channel, thread.thread))


def of_channel(place: Channel) -> str:
    return "/c/" + _joined((place.platform, place.workspace, place.channel))


def thread_at(path: str) -> Thread | None:
    """None where it is none."""
    names = _apart(path)
    return Thread(*names) if len(names) == 4 else None


def channel_at(path: str) -> Channel | None:
    names = _apart(path)
    return Channel(*names) if len(names) == 3 else None


def is_ours(path: str) -> bool:
    """Somewhere on this page, and nowhere else: ``//host`` and ``/\\host`` are other sites to a browser."""
    return path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()


def _joined(names: Sequence[str]) -> str:
    return "/".join(map(_written, names))


def _apart(path: str) -> list[str]:
    """Behind its first word."""
    return [_read(name) for name in path.split("/")[2:]]


def _written(name: str) -> str:
    marked = (
        not name or name.startswith(EMPTY) or set(name) == {"."}
    )  # a browser would follow "..", and not send it
    return (EMPTY if marked else "") + quote(name, safe="")


def _read(name: str) -> str:
    return unquote(name).removeprefix(EMPTY)
