"""Sets of what is wanted by which nothing was tuned when they were written: sentences as people write them.

Each stands among others that share its words: in questions about something else, and in answers far apart.
"""

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from bench.finding.archive import APART, BEGUN
from bench.finding.known import Wanted
from bridge.types import MessageId, Question, State, Thread, Turn, TurnId

NEAR = 30
"""Turns that share words with each that is wanted."""

KINDS = {
    "exact": "exact noun",
    "syllable": "one syllable",
    "ending": "other ending",
    "spacing": "spacing",
    "form": "other form",
    "slip": "typo",
    "prefix": "prefix",
    "phrase": "phrase",
    "answer_only": "answer only",
    "both": "partly in the answer",
}

ASKED = (
    (
        "{a} 이야기를 쓰다가 {b} 쪽도 궁금해졌는데, 무엇부터 알아봐야 할까요?",
        "어제 친구가 {a} 때문에 고민하길래 {b} 생각이 났어요. 비슷한 점이 있나요?",
        "{a} 관련 책을 추천해 주세요. {b} 내용은 조금만 있어도 됩니다.",
        "요즘 {b} 말고 {a} 쪽으로 취미를 바꾸려고 하는데 어떻게 시작하나요?",
    ),
    (
        "I am writing about a {a} and wonder what it has to do with a {b}. Where should I begin?",
        "A friend has trouble with a {a}. Is it anything like a {b}?",
        "Which books about {a} can you recommend? A little {b} would not hurt.",
    ),
)

ANSWERED = (
    "우선 {a} 문제부터 차근차근 살펴보면 좋습니다. 예산과 시간을 정해 두면 마음이 편해요. "
    "주변 사람에게 물어보는 것도 방법이고요. 그다음에는 {m} 쪽을 한 번 더 확인하세요. "
    "서두르지 않는 편이 결과가 낫습니다. 기록을 남기면 다음에 도움이 됩니다. "
    "끝으로 {n} 이야기가 나오면 전문가와 상의하는 것이 안전합니다. {b} 정보는 그 뒤에 찾아도 늦지 않아요.",
    "First look at the {a} itself, step by step. A budget and a plan help, and so does asking somebody who knows. "
    "Then think about the {m} once more. Do not hurry, for most of it can wait until the weekend. Keep notes. "
    "If the {n} comes up at last, ask an expert. What the {b} needs can be found out later.",
)


class Item(TypedDict):
    """As it stands in the file; and besides, by KINDS, what is written to find it again."""

    question: str
    answer: str
    asked: list[str]
    said: list[str]


class Read(TypedDict):
    """A file of them."""

    korean: list[Item]
    english: list[Item]


class Unseen:
    """One set, by the name of its file."""

    def __init__(self, name: str) -> None:
        read: Read = tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))  # type: ignore[assignment]
        self._korean, self._english = read["korean"], read["english"]

    def words(self) -> tuple[list[str], list[str]]:
        """All that its turns share with others stands in the made archive, too."""
        both = (self._korean, self._english)
        korean, english = (sorted({word for one in some for word in one["asked"] + one["said"]}) for some in both)
        return korean, english

    def turns(self, many: int) -> Iterator[Turn]:
        """What is wanted and what is like it, spread over the whole archive."""
        chance = random.Random(many)  # noqa: S311 - nothing is secret
        every = [*self._korean, *self._english]
        made = [(f"u{number}", one["question"], one["answer"]) for number, one in enumerate(every)]
        for number, one in enumerate(every):
            others = self._english if one in self._english else self._korean
            made += [(f"n{number}-{like}", *_like(one, others, chance)) for like in range(NEAR)]
        chance.shuffle(made)
        for number, (message, text, said) in enumerate(made):
            thread = Thread("slack", "T1", f"C{number % 7}" if message[0] == "n" else _channel(message), message)
            question = Question(thread, MessageId(message), f"U{number % 9}", text, model="gpt-5")
            at = BEGUN + APART * many * number / len(made)
            yield Turn(TurnId(0), question, "fake", State.DELIVERED, answer=said, accepted_at=at, asking_since=at)

    def queries(self) -> Iterator[Wanted]:
        """What somebody writes who remembers some of it."""
        for number, one in enumerate((*self._korean, *self._english)):
            written = {KINDS[key]: str(text) for key, text in one.items() if key in KINDS}
            written["filter"] = f"in:#{_channel(f'u{number}')} {written['exact noun']} model:gpt"
            for kind, text in written.items():
                yield Wanted(kind, number < len(self._korean), text, f"u{number}")


SECOND, THIRD = Unseen("unseen"), Unseen("third")


def _channel(message: str) -> str:
    return f"C{int(message[1:]) % 7}"


def _like(one: Item, others: list[Item], chance: random.Random) -> tuple[str, str]:
    """A question with a word of this and another answer, or another question with all of it in its answer."""
    other, third = chance.sample([each for each in others if each is not one], 2)
    latin = one["question"].isascii()
    a, b = chance.sample(one["asked"], 2)
    m, n = chance.sample(one["said"], 2)
    if chance.random() < 0.5:
        asked = chance.choice(ASKED[latin]).format(a=other["asked"][0], b=third["asked"][1])
        return asked, ANSWERED[latin].format(a=a, b=b, m=m, n=n)
    asked = chance.choice(ASKED[latin]).format(a=a, b=other["asked"][1])
    return asked, ANSWERED[latin].format(
        a=other["asked"][0], b=third["asked"][1], m=other["said"][0], n=third["said"][1]
    )
