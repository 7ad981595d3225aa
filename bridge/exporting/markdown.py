"""A conversation as one Markdown file; pure. What was asked and answered stands in it to the letter."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bridge import spent
from bridge.naming.called import BY_ID, Called, channel_name
from bridge.texts import say
from bridge.types import Language, Record, Thread, Turn, Used


def export(
    turns: Sequence[Turn],
    *,
    title: str,
    link: str,
    now: datetime,
    language: Language,
    tags: Sequence[str] = (),
    called: Called = BY_ID,
) -> str:
    """The Thread of these turns, of which there is at least one."""
    others = dict.fromkeys(turn.thread for turn in turns if turn.thread != turns[0].thread)
    head = Head(Record(turns[0].thread, tuple(others), title, tuple(tags)), link, exported=now, called=called)
    mixed = len({turn.backend for turn in turns}) > 1
    body = list[str]()
    for turn in turns:
        head.add(turn)
        whose = turn.backend if mixed else ""
        body += blocks(
            head.questions, turn, language, who=called.who(turn.question), where=bool(others), whose=whose
        )
    return f"{head}\n# {title or turns[0].thread}\n\n" + "\n\n".join(body) + "\n"


@dataclass(slots=True)
class Head:
    """What stands before it all; it is complete when all turns were added."""

    record: Record
    link: str
    exported: datetime | None = None
    called: Called = BY_ID
    questions: int = 0
    first: float = 0.0
    last: float = 0.0
    models: dict[str, None] = field(default_factory=dict)
    used: Used | None = None

    def add(self, turn: Turn) -> None:
        self.questions += 1
        self.first, self.last = self.first or turn.accepted_at, turn.accepted_at
        if turn.answered_by:
            self.models[turn.answered_by] = None
        self.used = spent.total((self.used, turn.used))

    def __str__(self) -> str:
        """Each line is JSON behind a name, so YAML reads it, too."""
        lines = (f"{key}: {_value(value)}\n" for key, value in self._lines())
        return f"---\n{''.join(lines)}---\n"

    def place(self) -> Iterator[tuple[str, str | Sequence[str]]]:
        """What it is called, and where it was."""
        thread = self.record.thread
        yield "title", self.record.title
        yield "platform", thread.platform
        yield "workspace", thread.workspace
        yield "channel", thread.channel
        if name := channel_name(self.called, thread.place):
            yield "channel_name", name
        yield "thread", thread.thread
        if self.record.tags:
            yield "tags", self.record.tags
        if self.record.others:
            yield "and", ", ".join(map(str, self.record.others))

    def _lines(self) -> Iterator[tuple[str, str | int | float | Sequence[str]]]:
        yield from self.place()
        yield "questions", self.questions
        yield "first", time_of(self.first)
        yield "last", time_of(self.last)
        if self.exported:
            yield "exported", self.exported.isoformat(timespec="seconds")
        yield "model", ", ".join(self.models)
        if self.used:
            yield "tokens", self.used.prompt + self.used.completion
            if self.used.cost is not None:
                yield "cost", round(self.used.cost, 6)
        yield "conversation", self.link


def blocks(
    number: int,
    turn: Turn,
    language: Language,
    *,
    who: str = "",
    where: bool = False,
    whose: str = "",
    files: Sequence[str] = (),
) -> Iterator[str]:
    """A block each: who asked what, with what, and what came of it, from whom; ``files`` are behind its answer.

    ``who``: its asker's name, if that is not their id; ``where``: its Thread is named; ``whose``: its backend.
    """
    asked = turn.question
    place = f" · {turn.thread}" if where else ""
    head = (say("export_question", language), who or asked.author, time_of(turn.accepted_at))
    yield f"## {number}. {' · '.join(head)}{place}"
    yield asked.text or f"*{say('export_' + asked.action, language)}*"
    if asked.attachments:
        names = ", ".join(" ".join(one.name.split()) for one in asked.attachments)
        yield f"*{say('export_attached', language, names=names)}*"
    by = f" · {whose}" if whose else ""
    by += f" · {turn.answered_by}" if turn.answered_by else ""
    by += f" · {spent.said(turn.used, language)}" if turn.used else ""
    yield f"## {number}. {say('export_answer', language)}{by}"
    if turn.answer:
        yield turn.answer
    yield from said_of(turn, language)
    yield from files


def said_of(turn: Turn, language: Language) -> Iterator[str]:
    """What there is to be said of an answer that is not whole, or not there."""
    if turn.stopped:
        yield say("stopped", language)
    if turn.cut:
        yield say("cut_short", language)
    if turn.reason:
        yield turn.reason
    if not (turn.answer or turn.stopped or turn.reason):
        yield f"*{say('export_nothing', language)}*"


def elsewhere(record: Record, links: Sequence[str]) -> str:
    """The other Threads of the conversation, each with what links to it."""
    return "\n".join(f"- ↔ [{one}]({link})" for one, link in zip(record.others, links, strict=True))


def stub(other: Thread, record: Record, link: str, called: Called) -> str:
    """What is said in the place of a Thread that goes on with another one's conversation."""
    head = Head(Record(other, (record.thread,), record.title), "", called=called)
    lines = "".join(f"{key}: {_value(value)}\n" for key, value in head.place())
    return f"---\n{lines}---\n\n→ [{record.title or record.thread}]({link})\n"


def _value(value: str | int | float | Sequence[str]) -> str:
    return json.dumps(value, ensure_ascii=False)


def time_of(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
