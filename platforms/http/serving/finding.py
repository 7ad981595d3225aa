"""GET /api/find: what a key asked is found again by it, and by no other."""

from collections.abc import Mapping

from bridge.bridge import Bridge
from bridge.finding.told import told
from bridge.types import Channel, Looking, Seen
from platforms.http.doors.keys import Caller
from platforms.http.errors import ApiError

MOST, DEEPEST = 50, 1_000
"""On a page, and before it."""


async def found(bridge: Bridge, caller: Caller, query: Mapping[str, str]) -> dict[str, object]:
    """``q``: words and filters; ``most`` and ``offset``: which page of them. Raises ApiError and StorageError."""
    words = query.get("q", "")
    if not words.strip():
        raise ApiError(400, "Say what to look for: /api/find?q=WORDS", param="q")
    seen = Seen((Channel("http", "", caller.name),))
    page = (_number(query, "most", 10, MOST), _number(query, "offset", 0, DEEPEST))
    results = await bridge.find(Looking(words, seen, *page))
    await bridge.names.learn([one.turn for one in results.found])
    return told(results, bridge.names)


def _number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    said = query.get(name, str(default))
    if not (said.isascii() and said.isdigit() and len(said) < 6 and int(said) <= most):
        raise ApiError(400, f"{name} is a number up to {most}.", param=name)
    return int(said)
