"""Questions and answers as a page shows them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bridge import spent
from bridge.texts import say
from bridge.types import Channel, Enclosed, Language, State, Turn
from platforms.web import dates, paths
from platforms.web.pages.frame import label
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


async def views(house: House, turns: Sequence[Turn], language: Language, here: Channel) -> list[TurnView]:
    """In their order."""
    enclosed = await house.store.enclosed([turn.id for turn in turns])
    names = await house.names.of({turn.thread.place for turn in turns})
    answers = await asyncio.to_thread(lambda: [html(turn.answer) for turn in turns])  # long ones take their time
    shown, before = list[TurnView](), ""
    for turn, answer in zip(turns, answers, strict=True):
        day = dates.day(turn.accepted_at, house.now(), language)
        where = "" if turn.thread.place == here else label(turn.thread.place, names)
        shown.append(_view(turn, answer, enclosed, language, day if day != before else "", where))
        before = day
    return shown


def _view(
    turn: Turn, answer: str, enclosed: Sequence[Enclosed], language: Language, day: str, where: str
) -> TurnView:
    mine = [one for one in enclosed if one.turn == turn.id]
    return TurnView(
        turn,
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
    )


def _notes(turn: Turn, language: Language) -> Sequence[str]:
    known: Mapping[str, bool] = {"stopped": turn.stopped, "cut_short": turn.cut}
    return [say(key, language) for key, so in known.items() if so]


def _attached(one: Enclosed) -> Attached:
    side = "q" if one.asked else "a"
    picture = one.picture or one.name.rpartition(".")[2].lower() in PICTURES
    return Attached(one.name, f"/files/{one.turn}/{side}{one.number}", picture)
