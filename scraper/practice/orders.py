"""The commands of the scripted brain, found in a question: see rules.py for what they mean."""

import re
from dataclasses import dataclass

SAY = {"말해": "say"}
WITH_REST = {
    "천천히": "slow",
    "생각": "think",
    "잠깐": "aside",
    "설명": "commentary",
    "인용": "cite",
    "고쳐": "rewrite",
    "길이": "length",
    "번갈아": "versions",
    "오류": "error",
    "끊김": "broken",
}
ALONE = {
    "길게": "long",
    "코드": "code",
    "표": "table",
    "한국어": "korean",
    "기억": "recall",
    "그림": "image",
    "파일": "file",
    "조용히": "silent",
}
ENGLISH = SAY | WITH_REST | ALONE


def _either(words: dict[str, str]) -> str:
    return "|".join([*words, *words.values()])


ORDER = re.compile(
    rf"""^(?:
        (?:(?:{_either(SAY)}):(?:[ \n]|\Z) | \A(?:{_either(SAY)})[ ])
            (?P<text>.*)
      | (?P<how>{_either(WITH_REST)})
            (?:[ ](?P<way>\d+|hard|lost))?:(?:[ \n]|\Z)(?P<rest>.*)
      | (?P<what>{_either(ALONE)})
            (?:[ ](?P<which>\w+))?[ \t]*(?:\n|\Z)
    )""",
    re.DOTALL | re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done (in English), in which way, and what follows the colon."""

    word: str
    way: str = ""
    rest: str | None = None

    def number(self, default: int) -> int:
        return int(self.way) if self.way.isdecimal() else default


def order(text: str) -> Order | None:
    """The first line that is a command decides; None when there is none."""
    if (found := ORDER.search(text)) is None:
        return None
    if found["text"] is not None:
        return Order("say", rest=found["text"])
    if found["how"] is not None:
        return Order(_word(found["how"]), found["way"] or "", found["rest"])
    return Order(_word(found["what"]), found["which"] or "")


def _word(found: str) -> str:
    return ENGLISH.get(found, found.lower())
