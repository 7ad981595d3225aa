"""Faults inside an answer: what they do to the pieces that a brain gives."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from scraper.practice.brain import (
    Cut,
    GenerationFailed,
    GenerationStopped,
    Limit,
    Piece,
    Rewritten,
    Shortened,
    Told,
)
from scraper.practice.fault import Fault
from scraper.practice.json import Json
from scraper.practice.tab import Language

AHEAD = 4  # pieces of text after the half of which something happens
ERROR = {
    "en": "Something went wrong while generating the response.",
    "ko": "응답을 생성하는 중 문제가 발생했습니다.",
}
NOTICE = {
    "en": "This content may violate our usage policies.",
    "ko": "이 콘텐츠는 사용 정책에 위반될 수 있습니다.",
}
IN_THE_MIDDLE = ("cut", "cut_hard", "error", "length", "stopped_there")
EXTRA = " And one sentence too many."


def moderation(*, blocked: bool) -> Told:
    said: Json = {"flagged": True, "blocked": blocked, "moderation_id": "practice"}
    return Told({"type": "moderation", "is_completion": True, "moderation_response": said})


async def faulty(pieces: AsyncIterator[Piece], fault: Fault, language: Language) -> AsyncIterator[Piece]:
    """The pieces with this fault in them; for the faults that are not in the answer itself, as they are."""
    try:
        async for piece in _before(fault, language):
            yield piece
        if fault.kind in IN_THE_MIDDLE:
            said, text = await _ahead(pieces)
            for piece in said:
                yield piece
            half = (len(text) + 1) // 2
            yield text[:half]
            yield _middle(fault, language)
            yield text[half:]
        async for piece in pieces:
            yield piece
        for piece in _after(fault, language):
            yield piece
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()


async def _before(fault: Fault, language: Language) -> AsyncIterator[Piece]:
    match fault.kind:
        case "silent_s":
            if fault.hard:
                yield Cut()
            await asyncio.sleep(fault.seconds)
        case "error_frame":
            yield Told({"message": None, "error": {"message": ERROR[language], "code": "internal_error"}})
            raise GenerationStopped
        case "policy":
            yield moderation(blocked=True)
            raise GenerationStopped
        case _:
            pass


def _after(fault: Fault, language: Language) -> list[Piece]:
    match fault.kind:
        case "moderated":
            return [Rewritten(NOTICE[language]), moderation(blocked=False)]
        case "truncated":
            return [EXTRA, Shortened(len(EXTRA))]
        case _:
            return []


def _middle(fault: Fault, language: Language) -> Piece:
    """What happens in the middle of the text; raises what ends it there."""
    match fault.kind:
        case "error":
            raise GenerationFailed(ERROR[language])
        case "stopped_there":
            raise GenerationStopped
        case "length":
            return Limit()
        case _:
            return Cut(hard=fault.kind == "cut_hard")


async def _ahead(pieces: AsyncIterator[Piece]) -> tuple[list[Piece], str]:
    """What comes before the text, and the beginning of the text."""
    before: list[Piece] = []
    text: list[str] = []
    async for piece in pieces:
        if isinstance(piece, str):
            text.append(piece)
            if len(text) == AHEAD:
                break
        else:
            before.append(piece)
    return before, "".join(text)
