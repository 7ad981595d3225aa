"""A Thread as the messages that an API is sent; pure.

Source: platform.openai.com "Chat Completions" (content parts: text, image_url, file), seen 2026-09.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from mimetypes import guess_type
from typing import TYPE_CHECKING

from bridge.errors import NothingToBranch
from bridge.recap import language_of
from bridge.texts import Phrase, say
from bridge.types import File, Question, State, Turn, TurnId

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionContentPartParam as Part
    from openai.types.chat import ChatCompletionMessageParam as Message

Files = Mapping[TurnId, tuple[File, ...]]
"""What came with earlier questions."""


@dataclass(frozen=True, slots=True)
class _Exchange:
    text: str
    files: tuple[File, ...] = ()
    answer: str = ""


def dialogue(turn: Turn, earlier: Sequence[Turn], files: Files) -> list["Message"]:
    """The instructions, what was asked and answered, as later answers and words have left it, and the question.

    Raises NothingToBranch.
    """
    told = _told(earlier, files)
    question = turn.question
    messages: list[Message] = []
    if question.instructions:
        messages.append({"role": "system", "content": question.instructions})
    if question.action == "continue":
        told = _answered(told)
        asked = _Exchange(say("go_on", language_of(_last(told).text)))
    else:
        asked, told = _asked(question, question.files, told), _before(question, told)
    return [*messages, *(message for one in (*told, asked) for message in _messages(one))]


def _told(turns: Sequence[Turn], files: Files) -> Sequence[_Exchange]:
    """What stands in the conversation; at its end perhaps a question that got no answer."""
    told: Sequence[_Exchange] = ()
    for turn in turns:
        question, came = turn.question, files.get(turn.id, ())
        if turn.answer and turn.state in (State.ANSWERED, State.DELIVERED):
            asked = _asked(question, came, told)
            told = (*_before(question, told), replace(asked, answer=asked.answer + turn.answer))
        elif question.action == "ask":
            told = (*_answered(told), _Exchange(question.text, came))
    return told


def _asked(question: Question, files: tuple[File, ...], told: Sequence[_Exchange]) -> _Exchange:
    """What this question asks for, and what of the answer is there already."""
    match question.action:
        case "ask":
            return _Exchange(question.text, files)
        case "edit":  # the files stay those that came with it
            return _Exchange(question.text, files or _last(told).files)
        case "again":
            return replace(_last(told), answer="")
        case "continue":
            return _last(told)


def _before(question: Question, told: Sequence[_Exchange]) -> Sequence[_Exchange]:
    """A branch takes the place of the last exchange; what got no answer is no part of what was said."""
    return _answered(told if question.action == "ask" else told[:-1])


def _answered(told: Sequence[_Exchange]) -> Sequence[_Exchange]:
    return [one for one in told if one.answer]


def _last(told: Sequence[_Exchange]) -> _Exchange:
    if not told:
        raise NothingToBranch(what=Phrase("nothing_before"))
    return told[-1]


def _messages(exchange: _Exchange) -> "Iterable[Message]":
    if exchange.files:
        parts = [_part(file) for file in exchange.files]
        yield {"role": "user", "content": [{"type": "text", "text": exchange.text}, *parts]}
    else:
        yield {"role": "user", "content": exchange.text}
    if exchange.answer:
        yield {"role": "assistant", "content": exchange.answer}


def _part(file: File) -> "Part":
    """A picture as one, text as text; the rest as it is, which not every model takes."""
    kind = guess_type(file.name)[0] or "application/octet-stream"
    address = f"data:{kind};base64,{base64.b64encode(file.content).decode()}"
    if kind.startswith("image/") and kind != "image/svg+xml":
        return {"type": "image_url", "image_url": {"url": address}}
    if (text := _text(file.content)) is not None:
        return {"type": "text", "text": f"{file.name}:\n\n{text}"}
    return {"type": "file", "file": {"filename": file.name, "file_data": address}}


def _text(content: bytes) -> str | None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
