"""Questions and answers as a page shows them."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aiohttp import web
from markupsafe import Markup

from bridge import spent
from bridge.texts import say
from bridge.types import Channel, Enclosed, Language, State, Turn
from platforms.showing.below import What
from platforms.web import dates, paths
from platforms.web.pages.frame import label, language_of, piece
from platforms.web.pages.house import PLATFORM, House
from platforms.web.render.markdown import html

OVER = (State.ANSWERED, State.DELIVERED, State.FAILED, State.WITHDRAWN)
"""Nothing of the answer is still to come."""

PICTURES = ("png", "jpg", "jpeg", "gif", "webp")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file beside a question or an answer."""

    name: str
    path: str
    picture: bool


@dataclass(frozen=True, slots=True)
class TurnView:
    """One question and its answer."""

    turn: Turn
    who: str
    """What people call whoever asked."""
    answer: Markup
    notes: Sequence[str]
    failed: str
    live: bool
    """Its answer is still to come."""
    day: str
    """Where another one begins."""
    clock: str
    whole: str
    where: str
    """Where it was asked, if not in the Thread that is shown."""
    origin: bool
    """It can be opened where it was asked."""
    path: str
    """Of the Thread in which it was asked."""
    asked_with: Sequence[Attached]
    made: Sequence[Attached]
    took: str
    offers: Sequence[tuple[What, str]]
    """What can be done from below the answer, and how that is called; of the newest one only."""


async def views(
    house: House, turns: Sequence[Turn], language: Language, here: Channel, *, newest: bool
) -> list[TurnView]:
    """In their order; ``newest``: nothing was asked in the Thread after the last one."""
    enclosed = await house.store.enclosed([turn.id for turn in turns])
    await house.names.learn(turns)
    answers = await asyncio.to_thread(lambda: [html(turn.answer) for turn in turns])  # long ones take their time
    shown, before = list[TurnView](), ""
    for turn, answer in zip(turns, answers, strict=True):
        day = dates.day(turn.accepted_at, house.now(), language)
        where, who = label(turn.thread.place, house.names), house.names.who(turn.question)
        where = "" if turn.thread.place == here else where
        shown.append(_view(turn, who, answer, enclosed, language, day if day != before else "", where))
        before = day
    if shown and newest:
        shown[-1] = replace(shown[-1], offers=list(_offers(turns[-1], shown[-1], language)))
    return shown


async def article(request: web.Request, house: House, turn: Turn, here: Channel | None = None) -> str:
    """The newest of them, as HTML without a page around it."""
    language = language_of(request, house)
    [view] = await views(house, [turn], language, here or turn.thread.place, newest=True)
    return piece(request, language, "turn.html", {"one": view, "show_day": False})


def _view(
    turn: Turn, who: str, answer: str, enclosed: Sequence[Enclosed], language: Language, day: str, where: str
) -> TurnView:
    mine = [one for one in enclosed if one.turn == turn.id]
    return TurnView(
        turn,
        who,
        Markup(answer),  # noqa: S704 - it was cleaned when it was made
        list(_notes(turn, language)),
        turn.reason if turn.state is State.FAILED else "",
        turn.state not in OVER,
        day,
        dates.clock(turn.accepted_at),
        dates.whole(turn.accepted_at),
        where,
        turn.thread.platform != PLATFORM,
        paths.of_thread(turn.thread),
        [_attached(one) for one in mine if one.asked],
        [_attached(one) for one in mine if not one.asked],
        spent.said(turn.used, language) if turn.used else "",
        (),
    )


def _offers(turn: Turn, view: TurnView, language: Language) -> Iterator[tuple[What, str]]:
    """By what became of it."""
    if turn.state not in OVER or turn.state is State.WITHDRAWN:
        return
    if turn.cut and turn.state is not State.FAILED:
        yield "continue", say("button_continue", language)
    what: What = "again" if turn.answer.strip() or view.made else "anew"
    yield what, say(f"button_{what}", language)


def _notes(turn: Turn, language: Language) -> Sequence[str]:
    withdrawn = turn.state is State.WITHDRAWN
    known: Mapping[str, bool] = {"stopped": turn.stopped, "cut_short": turn.cut, "web_withdrawn": withdrawn}
    return [say(key, language) for key, so in known.items() if so]


def _attached(one: Enclosed) -> Attached:
    side = "q" if one.asked else "a"
    picture = one.picture or one.name.rpartition(".")[2].lower() in PICTURES
    return Attached(one.name, f"/files/{one.turn}/{side}{one.number}", picture)
