"""The little a scripted brain remembers: what fruit someone likes best."""

import re
from collections.abc import Sequence

from scraper.practice.brain import Message

TOLD = [
    re.compile(r"my favou?rite fruit is (?:an? |the )?([^\W\d_][\w -]*?)\s*(?=[.!?,;\n]|$)", re.IGNORECASE),
    re.compile(
        r"내가 (?:제일|가장) 좋아하는 과일은 ([^\s.,!?~]+?)(?:이야|야|이에요|예요|입니다|이다|다)?(?=[\s.,!?~]|$)"
    ),
]
ASKED = re.compile(
    r"(?:what(?: i|')s my favou?rite fruit|내가 (?:제일|가장) 좋아하는 과일(?:이|은) ?(?:뭘까|뭐|무엇|뭔지))",
    re.IGNORECASE,
)
KOREAN = re.compile(r"[가-힣]")


def about_fruit(messages: Sequence[Message]) -> str | None:
    """An answer about the favourite fruit, when that is what the last message is about."""
    last = messages[-1].text
    if not ASKED.search(last):
        fruit = _told(last)
        if fruit is None:
            return None
        return f"{fruit}, 기억해 둘게요!" if KOREAN.search(last) else f"{fruit}: I will remember that!"
    known = [fruit for m in messages if m.role == "user" and (fruit := _told(m.text)) is not None]
    if KOREAN.search(last):
        return (
            f"제일 좋아하는 과일은 {known[-1]}입니다."
            if known
            else "아직 모르겠어요. 어떤 과일을 제일 좋아하는지 알려 주세요!"
        )
    return (
        f"Your favourite fruit is {known[-1]}." if known else "I don't know yet. Tell me which fruit you like best!"
    )


def _told(text: str) -> str | None:
    """The fruit a message names, if it does; a question names none."""
    for pattern in TOLD:
        for found in pattern.finditer(text):
            if not ASKED.match(text, found.start()):
                return found[1]
    return None
