"""Home, a channel, a thread, and where something was asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import uuid4

from aiohttp import web

from bridge.types import Channel, Language, Talk, Thread, Turn, TurnId
from platforms.web import dates, paths
from platforms.web.pages.frame import NAMES, label, language_of, page
from platforms.web.pages.house import GENERAL, PLATFORM, House
from platforms.web.pages.turns import article, views

FEW, MANY = 20, 50
"""Threads on the first page, and in a channel."""

TURNS = 30
"""Of a thread that are shown at once."""

LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class TalkView:
    """A Thread in a list."""

    title: str
    path: str
    where: str
    turns: int
    clock: str
    whole: str


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    talks: Sequence[TalkView]


async def home(request: web.Request, house: House) -> web.Response:
    language = language_of(request, house)
    talks = await house.store.talks(most=FEW)
    what = {"days": await _days(house, talks, language, here=None), "error": "", "text": ""}
    return await page(
        request, house, "home.html", {**what, **await composing(house, Channel(PLATFORM, "", GENERAL))}
    )


async def channel(request: web.Request, house: House) -> web.Response:
    place = paths.channel_at(request.rel_url.raw_path)
    if place is None:
        raise web.HTTPNotFound
    talks = await house.store.talks(place, _before(request), MANY)
    language, names = language_of(request, house), await house.names.of([place])
    last = talks[-1] if len(talks) == MANY else None
    what = {
        "name": names[place],
        "where": NAMES.get(place.platform, place.platform),
        "asks": place.platform == PLATFORM,
        "days": await _days(house, talks, language, here=place),
        "older": f"{paths.of_channel(place)}?before={last.last_at!r}-{last.last}" if last else "",
        **await composing(house, place),
    }
    return await page(request, house, "channel.html", what, here=place)


async def thread(request: web.Request, house: House) -> web.Response:
    where = paths.thread_at(request.rel_url.raw_path)
    if where is None:
        raise web.HTTPNotFound
    turns, newest = await _turns(request, house, where)
    if not turns:
        raise web.HTTPNotFound
    earlier, turns = len(turns) > TURNS, turns[-TURNS:]
    language, controls = language_of(request, house), house.bridge.controls
    named = await controls.title(where)
    what = {
        "title": named or beginning(turns[0].question.text),
        "named": named,
        "path_here": paths.of_thread(where),
        "place": label(where.place, house.names),
        "place_path": paths.of_channel(where.place),
        "link": await controls.link(where),
        "tags": await house.store.tags(where),
        "turns": await views(house, turns, language, where.place, newest=newest),
        "earlier": f"{paths.of_thread(where)}?before={turns[0].id}" if earlier else "",
        "elsewhere": where.platform != PLATFORM,
        "newest": newest,
        **await composing(house, where.place),
    }
    return await page(request, house, "thread.html", what, here=where.place)


async def _turns(request: web.Request, house: House, where: Thread) -> tuple[Sequence[Turn], bool]:
    """One more than are shown, where there are more; and whether they are the newest."""
    before, at = (_number(request.query.get(name, "")) for name in ("before", "at"))
    if not before:
        turns = await house.store.history(where, most=TURNS + 1)
        if not at or any(turn.id == at for turn in turns):
            return turns, True
        before = at + 1
    return await house.store.history(where, TurnId(before), most=TURNS + 1), False


async def news(request: web.Request, house: House) -> web.Response:
    """What was asked in a thread since a page of it was loaded, wherever that was: pieces for its end."""
    where, after = paths.thread_at(request.query.get("thread", "")), _number(request.query.get("after", ""))
    last = await house.store.last(where) if where else None
    if where is None or last is None or last.id <= after:
        return web.Response(status=204)
    turns = [turn for turn in await house.store.history(where, most=TURNS) if turn.id > after]
    pieces = [await article(request, house, turn, where.place) for turn in turns]
    return web.Response(text="".join(pieces), content_type="text/html")


async def origin(request: web.Request, house: House) -> web.Response:
    """Where a question was asked; its platform is asked for the link only when somebody wants to go there."""
    turn = await house.store.turn(TurnId(int(request.match_info["turn"])))
    if turn is None:
        raise web.HTTPNotFound
    [link] = await house.bridge.controls.permalinks([turn])
    return web.Response(status=303, headers={"location": link or paths.of_thread(turn.thread)})


async def composing(house: House, place: Channel) -> Mapping[str, object]:
    """What a form for a question needs."""
    there = await house.store.inhabited()
    known = [one.place.channel for one in there if one.place.platform == PLATFORM]
    models = house.bridge.controls.known_models(house.bridge.controls.backend_of(Thread(*_parts(place), "")))
    return {"once": uuid4().hex, "channel": place.channel, "channels": known, "models": models}


def beginning(text: str) -> str:
    """Of a question, for a title."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


async def _days(house: House, talks: Sequence[Talk], language: Language, here: Channel | None) -> list[Day]:
    await house.names.of({one.thread.place for one in talks})

    def shown(some: Iterator[Talk]) -> list[TalkView]:
        return [
            _talk(one, "" if one.thread.place == here else label(one.thread.place, house.names)) for one in some
        ]

    by_day = groupby(talks, lambda one: dates.day(one.last_at, house.now(), language))
    return [Day(name, shown(some)) for name, some in by_day]


def _talk(one: Talk, where: str) -> TalkView:
    title = one.title or beginning(one.asked) or one.thread.thread
    return TalkView(
        title, paths.of_thread(one.thread), where, one.turns, dates.clock(one.last_at), dates.whole(one.last_at)
    )


def _before(request: web.Request) -> tuple[float, TurnId] | None:
    at, _, turn = request.query.get("before", "").partition("-")
    try:
        return float(at), TurnId(int(turn))
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _parts(place: Channel) -> tuple[str, str, str]:
    return place.platform, place.workspace, place.channel
