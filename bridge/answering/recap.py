"""What a conversation has to be told of what was said elsewhere: in the one before it, or to others; pure.

The questions stand first: they say best what a conversation is about. Then come the last turns, trimmed.
"""

from collections.abc import Sequence

from bridge.texts import say
from bridge.types import Language, Turn

LONGEST = 4000
"""Characters, about."""

MEANWHILE = 12_000
"""Characters of what was said elsewhere; half of them for one answer."""

QUESTIONS, QUESTION, ANSWER = 1200, 120, 900
"""Of the list of questions, of one of them, and of an answer."""

HANGUL = ("\uac00", "\ud7a3")


def recap(turns: Sequence[Turn], question: str, title: str = "") -> str:
    """What goes before the ``question``; never empty."""
    language = language_of(question)
    answered = [turn for turn in turns if turn.answer.strip()]
    asked = _asked(turns)
    last = _last(answered, language, LONGEST - sum(map(len, asked)))
    blocks = [
        say("recap_begins", language),
        *([say("recap_title", language, title=title)] if title else []),
        *(["\n".join((say("recap_asked", language), *asked))] if asked else []),
        *last,
        say("recap_now", language),
    ]
    return "\n\n".join(blocks)


def meanwhile(turns: Sequence[Turn], question: str) -> str:
    """What was said to others since somebody was asked last, before a ``question`` to them; the newest of it."""
    language = language_of(question)
    return "\n\n".join(
        [
            say("meanwhile_begins", language),
            *_last(turns, language, MEANWHILE, MEANWHILE // 2),
            say("recap_now", language),
        ]
    )


def language_of(text: str) -> Language:
    first, last = HANGUL
    return "ko" if any(first <= letter <= last for letter in text) else "en"


def _asked(turns: Sequence[Turn]) -> list[str]:
    """The newest questions, oldest first, a line each."""
    lines: list[str] = []
    room = QUESTIONS
    for turn in reversed(turns):
        line = "- " + _trimmed(" ".join(turn.question.text.split()), QUESTION)
        if turn.question.action in ("ask", "edit") and room > len(line):
            lines.append(line)
            room -= len(line)
    return lines[::-1]


def _last(turns: Sequence[Turn], language: Language, room: int, longest: int = ANSWER) -> list[str]:
    """The last exchanges, oldest first, as far as there is room for them."""
    blocks: list[str] = []
    for turn in reversed(turns):
        block = say(
            "recap_turn",
            language,
            question=_trimmed(turn.question.text.strip(), ANSWER) or "…",
            answer=_trimmed(turn.answer.strip(), longest),
        )
        if len(block) > room:
            break
        blocks.append(block)
        room -= len(block)
    return blocks[::-1]


def _trimmed(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 2].rstrip() + " …"
