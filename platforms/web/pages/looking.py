"""Search: the whole page, and what is found while somebody types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from bridge.naming.names import Names
from bridge.types import Found, Language, Looking, Piece, Results, Seen
from platforms.web import dates, paths
from platforms.web.pages.browsing import beginning
from platforms.web.pages.frame import label, language_of, page, piece
from platforms.web.pages.house import House

MOST = 20
LONGEST = 500
"""Characters of what somebody looks for."""

EVERYTHING = Seen(everything=True)
"""Whoever is let in here owns the ledger."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A turn that was found."""

    title: str
    path: str
    where: str
    who: str
    snippet: Sequence[Piece]
    day: str
    whole: str
    tags: Sequence[str]


async def find(request: web.Request, house: House) -> web.Response:
    asked, offset = _asked(request)
    there = await _found(house, asked, offset)
    language = language_of(request, house)
    what = await _what(house, there, asked, offset, language)
    if request.headers.get("X-Piece"):
        return web.Response(text=piece(request, language, "hits.html", what), content_type="text/html")
    return await page(request, house, "find.html", what)


async def _what(house: House, there: Results, asked: str, offset: int, language: Language) -> Mapping[str, object]:
    return {
        "asked": asked,
        "hits": await hits(house, there.found, language),
        "unread": " ".join(there.unread),
        "left": there.left,
        "next": offset + MOST if there.more else 0,
        "looked": bool(asked),
    }


async def hits(house: House, found: Sequence[Found], language: Language) -> list[Hit]:
    """As a list shows them."""
    await house.names.learn([one.turn for one in found])
    return [_hit(one, house.names, house.now(), language) for one in found]


async def _found(house: House, asked: str, offset: int) -> Results:
    return await house.bridge.find(Looking(asked, EVERYTHING, MOST, offset)) if asked else Results()


def _asked(request: web.Request) -> tuple[str, int]:
    offset = request.query.get("from", "")
    return request.query.get("q", "").strip()[:LONGEST], int(offset) if offset.isdigit() and len(offset) < 6 else 0


def _hit(found: Found, names: Names, now: float, language: Language) -> Hit:
    turn = found.turn
    return Hit(
        found.title or beginning(turn.question.text),
        f"{paths.of_thread(turn.thread)}?at={turn.id}#turn-{turn.id}",
        label(turn.thread.place, names),
        names.who(turn.question),
        found.snippet,
        dates.day(turn.accepted_at, now, language),
        dates.whole(turn.accepted_at),
        found.tags,
    )
