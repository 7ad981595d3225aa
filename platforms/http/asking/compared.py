"""Transcripts as they are compared: one form for all in which clients send the same words again. Pure.

Seen 2026-11 of clients that keep a transcript: content comes back as a string or as a list of parts, trimmed at its
ends; an answer's text and its calls as one message or as several; arguments of a call as JSON written anew; ids of
calls renamed; system messages that stand at the end of every request and in no history. Nothing of that makes it
another transcript, and anything else does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import orjson

from bridge.types import File
from platforms.http.request.chat import Chat
from platforms.http.request.messages import Message, Role
from platforms.http.request.parts import Remote
from platforms.http.request.tools import Call, Toolbox

FORM = b"1"
"""Of what is hashed; another one makes all that is known unknown."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What was said up to the last answer, by its hash, and what of the request comes after it."""

    hash: str
    rest: tuple[Message, ...]
    instructions: tuple[str, ...]
    """Those that were said before."""


class Compared:
    """One request's transcript."""

    def __init__(self, chat: Chat) -> None:
        self._messages = chat.messages
        self._seed = FORM + orjson.dumps([chat.model, _tools(chat.toolbox)])
        self._functions = chat.toolbox.functions
        self._after = 0 if chat.news else _after_the_last_answer(chat.messages)

    def rest(self, known: Sequence[str] = ()) -> tuple[Message, ...]:
        """What comes after the last answer, without the instructions that are known; all where there is none."""
        rest, told = self._messages[self._after :], frozenset(known)
        return tuple(one for one in rest if one.role is not Role.SYSTEM or plain(one.text) not in told)

    def beginnings(self) -> Iterator[Beginning]:
        """By which the Thread may be known that this goes on in; none where nothing was answered yet.

        First the one in which every instruction of the request was known, also those that stand at its end, then
        the one in which those were not.
        """
        if self._after == 0:
            return
        before = self._messages[: self._after]
        said, known = tuple(_said(before)), instructions(before)
        everywhere = instructions(self._messages)
        if everywhere != known:
            yield Beginning(self._hash(said, everywhere), self.rest(everywhere), everywhere)
        yield Beginning(self._hash(said, known), self.rest(known), known)

    def ending(self, answer: Message) -> str:
        """The hash of everything, with this answer at its end."""
        if self._functions:  # calls of functions come back without ids
            answer = replace(answer, calls=tuple(replace(call, id="") for call in answer.calls))
        return self._hash(_said((*self._messages, answer)), instructions(self._messages))

    def _hash(self, said: Iterable[bytes], known: Sequence[str]) -> str:
        digest = blake2b(self._seed, digest_size=20)
        digest.update(orjson.dumps(known))
        for one in said:
            digest.update(b"\n" + one)
        return digest.hexdigest()


def instructions(messages: Iterable[Message]) -> tuple[str, ...]:
    """The texts of the system messages, each once: their place among the others says nothing."""
    texts = (plain(message.text) for message in messages if message.role is Role.SYSTEM)
    return tuple(dict.fromkeys(filter(None, texts)))


def _after_the_last_answer(messages: Sequence[Message]) -> int:
    """The place behind it; an answer that nothing was said to is the beginning of the next one."""
    asked = [place for place, one in enumerate(messages) if one.role in (Role.USER, Role.TOOL)]
    end = asked[-1] if asked else 0
    return max((place + 1 for place in range(end) if _answers(messages[place])), default=0)


def _answers(message: Message) -> bool:
    return message.role is Role.ASSISTANT and not _is_empty(message)


def _said(messages: Iterable[Message]) -> Iterator[bytes]:
    """One entry for all that one side said in a row."""
    calls: dict[str, int] = {}
    row: list[Message] = []
    for message in messages:
        if message.role is Role.SYSTEM or _is_empty(message):
            continue
        if row and not _goes_on(row[-1], message):
            yield _entry(row, calls)
            row = []
        row.append(message)
    if row:
        yield _entry(row, calls)


def _goes_on(before: Message, message: Message) -> bool:
    if message.role is not before.role or message.role is Role.TOOL:
        return False
    return message.role is Role.ASSISTANT or message.name == before.name


def _entry(row: Sequence[Message], calls: dict[str, int]) -> bytes:
    first = row[0]
    text = "\n".join(filter(None, (plain(message.text) for message in row)))
    called = [[_number(call.id, calls), call.name, _arguments(call)] for one in row for call in one.calls]
    files = [_file(file) for message in row for file in message.files]
    if first.role is Role.TOOL:
        of: object = _number(first.call_id, calls) if first.call_id else first.name
    else:
        of = first.name if first.role is Role.USER else ""
    return orjson.dumps([first.role.value, of, text, called, files])


def _number(id: str, calls: dict[str, int]) -> int:
    return calls.setdefault(id, len(calls)) if id else -1


def _arguments(call: Call) -> str:
    try:
        return _sorted(orjson.loads(call.arguments))
    except ValueError:
        return plain(call.arguments)


def _file(file: File | Remote) -> str:
    if isinstance(file, Remote):
        return file.url
    return blake2b(file.content, digest_size=20).hexdigest()


def _tools(box: Toolbox) -> list[str]:
    tools = sorted(box.tools, key=lambda tool: tool.name)
    return [_sorted([one.name, one.description, dict(one.parameters)]) for one in tools]


def _sorted(value: object) -> str:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # deeper than it goes
        return repr(value)


def plain(text: str) -> str:
    """Indentation counts, for code is told apart by it; blanks at the ends of lines and of the text don't."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join([line.rstrip() for line in text.split("\n")]).strip() if "\n" in text else text.strip()


def _is_empty(message: Message) -> bool:
    return not (message.text.strip() or message.calls or message.files or message.role is Role.TOOL)
