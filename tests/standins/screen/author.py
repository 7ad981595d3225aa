"""Who writes the answers on the pictures, and what is asked."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bridge.events import AnsweredBy, Opened, Sent
from bridge.types import Anchor, ConversationId, Model
from tests.fakes import Step
from tests.platforms.house import Scripts

MORNING = 10 * 3600 + 12 * 60
"""Seconds of the day at which the pictures are taken, whenever they are."""

TEXTS = Path(__file__).with_name("texts")
MODELS = (Model("gpt-5", "openai", "GPT-5"), Model("gpt-5-thinking", "openai", "GPT-5 Thinking"))
KOREAN = "파이썬 asyncio를 처음 쓰는데, 스레드와 뭐가 다른지 표와 예제로 설명해 줄래?"
ENGLISH = "Plan our release on Friday, please: who does what, and how do we check it?"
SLOW = "asyncio.gather와 TaskGroup은 언제 무엇을 쓰나요?"


class Author(Scripts):
    """Writes what is asked of it; its conversations can be opened in a browser."""

    def __init__(self, scripts: Mapping[str, Sequence[Step]]) -> None:
        super().__init__(
            {asked: [*_begun(number), *steps] for number, (asked, steps) in enumerate(scripts.items())}
        )
        self.offers = MODELS

    def link(self, conversation: ConversationId) -> str:
        return f"https://chatgpt.com/c/{conversation}"


def _begun(number: int) -> tuple[Step, ...]:
    return Opened(ConversationId(f"c{number}")), Sent(Anchor(f"m{number}")), AnsweredBy("GPT-5")


def text(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")


def halves(markdown: str) -> tuple[str, str]:
    """Before and behind the place where the picture is taken."""
    before, _, after = markdown.partition("<!-- here -->")
    return before, after
