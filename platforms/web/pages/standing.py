"""Accounts, the line before them, and how much was asked."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bridge.errors import Walled
from bridge.owner import SCREENSHOT
from bridge.texts import say
from bridge.types import Asked, Language
from bridge.waiting.gate import Standing
from platforms.web import dates, paths
from platforms.web.pages.frame import label, language_of, page
from platforms.web.pages.house import House
from platforms.web.render.charts import bars, rows

DAYS = 30
MOST = 20
"""Of those who wait that are shown."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody's question in the line."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    why: str
    """What stands in its way; empty: nothing."""
    since: str
    picture: str
    waiting: int
    line: Sequence[Waits]


async def status(request: web.Request, house: House) -> web.Response:
    language = language_of(request, house)
    accounts = [await _account(house, name, language) for name in sorted(house.bridge.gates)]
    since = dates.midnight(house.now(), DAYS - 1)
    asked = await house.store.asked(since, DAYS)
    await house.names.of({one.place for one in asked})
    others = say("web_others", language)
    by_model = _summed(asked, lambda one: one.model or one.backend)
    by_place = _summed(asked, lambda one: label(one.place, house.names))
    what = {
        "accounts": accounts,
        "asked": sum(one.turns for one in asked),
        "bars": bars(_by_day(asked, since, language, house.now())),
        "models": rows(by_model, others),
        "places": rows(by_place, others),
    }
    return await page(request, house, "status.html", what)


async def picture(request: web.Request, house: House) -> web.StreamResponse:
    """What the page showed when it stood in the way."""
    gate = house.bridge.gates.get(request.match_info["backend"])
    file = _picture(gate.wall if gate else None)
    if file is None:
        raise web.HTTPNotFound
    return web.FileResponse(file, headers={"content-type": "image/png"})


async def _account(house: House, name: str, language: Language) -> Account:
    stands = await house.bridge.standing(name)
    wall = stands.wall
    waiting = stands.line or stands.for_others
    await house.names.of({one.place for one in waiting[:MOST]})
    line = [Waits(label(one.place, house.names), paths.of_thread(one)) for one in waiting[:MOST]]
    seen = f"/status/{name}/picture" if _picture(wall) else ""
    return Account(
        name, wall.say(language) if wall else "", _since(stands, language, house), seen, len(waiting), line
    )


def _since(stands: Standing, language: Language, house: House) -> str:
    if not stands.since or stands.wall is None:
        return ""
    return f"{dates.day(stands.since, house.now(), language)} {dates.clock(stands.since)}"


def _picture(wall: Exception | None) -> Path | None:
    if not isinstance(wall, Walled) or wall.report is None:
        return None
    file = wall.report / SCREENSHOT
    return file if file.is_file() else None


def _summed(asked: Sequence[Asked], what: Callable[[Asked], str]) -> Counter[str]:
    counts = Counter[str]()
    for one in asked:
        counts[what(one)] += one.turns
    return counts


def _by_day(asked: Sequence[Asked], since: float, language: Language, now: float) -> list[tuple[str, int]]:
    counts, first, today = Counter[int](), dates.local(since).date(), dates.local(now).date()
    for one in asked:
        counts[one.day] += one.turns
    return [(dates.written(first + timedelta(days=day), language, today), counts[day]) for day in range(DAYS)]
