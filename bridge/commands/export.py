"""A Thread as one Markdown file; pure. What was asked and answered stands in it to the letter."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bridge import spent
from bridge.texts import say
from bridge.types import Language, Turn


def export(turns: Sequence[Turn], *, title: str, link: str, now: datetime, language: Language) -> str:
    """The Thread of these turns, of which there is at least one."""
    head = "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in _head(turns, title, link, now)
    )
    blocks = [f"# {title or turns[0].thread}"]
    several = len({turn.thread for turn in turns}) > 1
    mixed = len({turn.backend for turn in turns}) > 1
    for number, turn in enumerate(turns, 1):
        where, whose = f" · {turn.thread}" if several else "", f" · {turn.backend}" if mixed else ""
        blocks += _blocks(number, turn, where, whose, language)
    return f"---\n{head}---\n\n" + "\n\n".join(blocks) + "\n"


def _head(turns: Sequence[Turn], title: str, link: str, now: datetime) -> Iterator[tuple[str, str | int | float]]:
    thread = turns[0].thread
    yield "title", title
    yield "platform", thread.platform
    yield "workspace", thread.workspace
    yield "channel", thread.channel
    yield "thread", thread.thread
    if others := list(dict.fromkeys(str(turn.thread) for turn in turns if turn.thread != thread)):
        yield "and", ", ".join(others)
    yield "questions", len(turns)
    yield "first", _time(turns[0].accepted_at)
    yield "last", _time(turns[-1].accepted_at)
    yield "exported", now.isoformat(timespec="seconds")
    yield "model", ", ".join(dict.fromkeys(filter(None, (turn.answered_by for turn in turns))))
    if used := spent.total(turn.used for turn in turns):
        yield "tokens", used.prompt + used.completion
        if used.cost is not None:
            yield "cost", round(used.cost, 6)
    yield "conversation", link


def _blocks(number: int, turn: Turn, where: str, whose: str, language: Language) -> Iterator[str]:
    """A block each: who asked what, with what, and what came of it, from whom."""
    asked = turn.question
    yield f"## {number}. {say('export_question', language)} · {asked.author} · {_time(turn.accepted_at)}{where}"
    yield asked.text or f"*{say('export_' + asked.action, language)}*"
    if asked.attachments:
        names = ", ".join(" ".join(one.name.split()) for one in asked.attachments)
        yield f"*{say('export_attached', language, names=names)}*"
    by = whose + (f" · {turn.answered_by}" if turn.answered_by else "")
    by += f" · {spent.said(turn.used, language)}" if turn.used else ""
    yield f"## {number}. {say('export_answer', language)}{by}"
    if turn.answer:
        yield turn.answer
    if turn.stopped:
        yield say("stopped", language)
    if turn.cut:
        yield say("cut_short", language)
    if turn.reason:
        yield turn.reason
    if not (turn.answer or turn.stopped or turn.reason):
        yield f"*{say('export_nothing', language)}*"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
