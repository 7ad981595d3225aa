"""What is said to somebody whose question was asked before; pure."""

from collections.abc import Sequence
from datetime import datetime

from bridge.commands.words import Answered
from bridge.texts import say
from bridge.types import Earlier, Language, Turn

TITLE = 80
"""Characters of it."""


def told(turn: Turn, earlier: Sequence[Earlier], seconds: float, language: Language) -> Answered:
    """When and where, what that is called, and what becomes of the question."""
    lines = [_line(one, turn.accepted_at, language) for one in earlier]
    text = "\n".join(
        [say("asked_earlier", language), *lines, say("asked_earlier_waits", language, **_time(seconds))]
    )
    links = tuple(
        (say("open_earlier", language, day=day(one.turn.accepted_at, turn.accepted_at, language)), one.link)
        for one in earlier
        if one.link
    )
    return Answered(text, private=True, confirm="ask", about=str(turn.id), links=links)


def hinted(turn: Turn, seconds: float, language: Language) -> Answered:
    """The same where others see it, too: neither what was found nor where."""
    text = say("asked_earlier_hint", language, **_time(seconds))
    return Answered(text, confirm="show", about=str(turn.id))


def day(at: float, now: float, language: Language) -> str:
    """12 March; with its year where that is another one."""
    then, today = (datetime.fromtimestamp(one).astimezone() for one in (at, now))
    month = say("months", language).split()[then.month - 1]
    sentence = "day" if then.year == today.year else "day_of_year"
    return say(sentence, language, day=then.day, month=month, year=then.year)


def _line(earlier: Earlier, now: float, language: Language) -> str:
    turn = earlier.turn
    title = earlier.title or " ".join(turn.question.text.split())
    title = title if len(title) <= TITLE else title[: TITLE - 1].rstrip() + "…"
    when = day(turn.accepted_at, now, language)
    if earlier.where == turn.thread.channel:  # nobody knows what it is called
        return say("asked_on", language, day=when, title=title)
    return say("asked_on_in", language, day=when, where=earlier.where, title=title)


def _time(seconds: float) -> dict[str, object]:
    return {"minutes": max(1, round(seconds / 60))}
