"""JSON for programs: one object, its shape told in docs/export.md; pure. It grows by new keys alone."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from bridge.exporting.form import Filed, side_of
from bridge.exporting.names import file_name
from bridge.naming.called import BY_ID, Called
from bridge.types import Enclosed, Record, Sheet, Thread, Turn

VERSION = 1


class Plain:
    """A Form: ``threadbridge.json``."""

    file = "threadbridge.json"
    whole = False

    def __init__(self, called: Called = BY_ID) -> None:
        self._called = called
        self._thread: Thread | None = None

    def named(self, sheet: Sheet, one: Enclosed) -> str:
        return f"files/{sheet.turn.id}-{side_of(one)}-{one.number}-{file_name(one.name)}"

    def begin(self) -> str:
        return f'{{"format": "threadbridge", "version": {VERSION}, "conversations": ['

    def add(self, sheet: Sheet, files: tuple[Filed, ...]) -> str:
        return "".join(self._pieces(sheet, files))

    def end(self) -> str:
        return "]}]}\n" if self._thread else "]}\n"

    def _pieces(self, sheet: Sheet, files: tuple[Filed, ...]) -> Iterator[str]:
        record = sheet.record
        if record.thread == self._thread:
            yield ",\n"
        else:
            yield "]},\n" if self._thread else "\n"
            yield f'{_json(_head(record, self._called))[:-1]}, "turns": [\n'
        self._thread = record.thread
        yield _json(_turn(sheet.turn, files, self._called))


def _head(record: Record, called: Called) -> Mapping[str, object]:
    conversation = record.conversation
    return {
        "thread": asdict(record.thread),
        "channel_name": called.where(record.thread.place),
        "others": [asdict(one) for one in record.others],
        "title": record.title,
        "tags": record.tags,
        "backend": conversation.backend if conversation else "",
        "conversation": conversation.id if conversation else "",
    }


def _turn(turn: Turn, files: tuple[Filed, ...], called: Called) -> Mapping[str, object]:
    asked = turn.question
    return {
        "id": turn.id,
        "thread": str(turn.thread),
        "message": asked.message,
        "author": asked.author,
        "author_name": called.who(asked),
        "asked_at": turn.accepted_at,
        "action": asked.action,
        "text": asked.text,
        "instructions": asked.instructions,
        "attachments": [{"name": one.name, "size": one.size, "kind": one.kind} for one in asked.attachments],
        "backend": turn.backend,
        "model": asked.model,
        "state": str(turn.state),
        "answer": turn.answer,
        "answered_by": turn.answered_by,
        "stopped": turn.stopped,
        "cut": turn.cut,
        "reason": turn.reason,
        "used": asdict(turn.used) if turn.used else None,
        "files": [
            {"side": side_of(one.enclosed), "name": one.enclosed.name, "size": one.enclosed.size, "path": one.path}
            for one in files
        ],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
