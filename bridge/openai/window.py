"""What of a Thread fits into what a model takes: the newest of it; pure.

An exchange goes whole or not at all, and what is older than one that does not fit goes neither, so that nothing is
missing in the middle.
"""

from dataclasses import dataclass, replace

from bridge.answering.dialogue import Dialogue, Exchange
from bridge.openai.media import Picture, Words, medium
from bridge.tokens import PER_CALL, PER_MESSAGE, estimated
from bridge.types import File

PICTURE = 85 + 4 * 170
"""Tokens of one that is 1024 pixels wide and high (OpenAI's guide to vision, the older models' formula)."""

BYTES = 16
"""Of another file, for one token. What is text in a PDF is a small part of it."""

ANSWER = 4096
"""Tokens that are left for an answer whose length nobody has limited, at most a quarter of all."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """The part that fits."""

    dialogue: Dialogue
    left_out: int
    """Exchanges, the oldest."""
    tokens: int
    """Of all that is sent, about."""


def fitting(dialogue: Dialogue, context: int, answer: int = 0) -> Fitting:
    """What fits into ``context`` tokens with an ``answer`` of so many; the question always goes."""
    room = context - (answer or min(ANSWER, context // 4))
    tokens = PER_CALL + (_message(dialogue.instructions) if dialogue.instructions else 0) + _tokens(dialogue.asked)
    kept = 0
    for exchange in reversed(dialogue.earlier):
        more = _tokens(exchange)
        if tokens + more > room:
            break
        tokens, kept = tokens + more, kept + 1
    left_out = len(dialogue.earlier) - kept
    return Fitting(replace(dialogue, earlier=dialogue.earlier[left_out:]), left_out, tokens)


def _tokens(exchange: Exchange) -> int:
    answer = _message(exchange.answer) if exchange.answer else 0
    return _message(exchange.text) + answer + sum(map(_file, exchange.files))


def _message(text: str) -> int:
    return PER_MESSAGE + estimated(text)


def _file(file: File) -> int:
    match medium(file):
        case Picture():
            return PICTURE
        case Words(text):
            return estimated(text)
        case _:
            return len(file.content) // BYTES
