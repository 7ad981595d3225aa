"""A brain that follows rules: what the tests and a demo without a model talk to.

The first line that is a command decides, so that instructions may stand before it. Commands may be written in
English or Korean.

    say: TEXT                 말해: TEXT        everything after the colon and one blank or line break, as it is
    say TEXT                  말해 TEXT         the same, at the very start only
    long 5000                 길게 5000         that many characters of Markdown
    code, code python         코드              code in several languages, or in one
    table / korean            표 / 한국어       a table / Korean with Markdown
    recall                    기억              the first message of the conversation, as it was sent
    slow 50: REST             천천히 50: REST   a piece every 50 ms (REST: a command again, or a text)
    think: REST               생각: REST        reasoning first
    aside: REST               잠깐: REST        a finished interim message first
    error: REST               오류: REST        half of it, then a generation error
    broken: REST              끊김: REST        half of it on the stream, which then ends; the rest is still stored
    broken hard: REST                           the same with the connection reset
    silent                    조용히            nothing, until stopped

Besides, it remembers a favourite fruit ("my favourite fruit is X", "내가 제일 좋아하는 과일은 X야"), and answers
anything else with a sentence that quotes the question, in the question's language.

`pace` is the seconds between two pieces. While `gate` is closed (`rules.gate.clear()`), an answer waits after its
first half; for nothing at all there is `silent`.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from random import Random

from scraper.practice import prose
from scraper.practice.brain import Aside, Cut, GenerationFailed, Message, Piece, Thought
from scraper.practice.memory import about_fruit

LONGEST_PIECE = 12
ERROR = "Something went wrong while generating the response."
THOUGHTS = [
    Thought("Reading the question", "I look at what is really being asked."),
    Thought("Choosing words", "A short answer will do; no need for a list."),
]
FIRST: dict[str, Sequence[Piece]] = {"think": THOUGHTS, "aside": [Aside("Let me have a look at that first.")]}

ORDER = re.compile(
    r"""^(?:
        (?P<say>(?:say|말해):(?:[ \n]|\Z) | \A(?:say|말해)[ ])
            (?P<text>.*)
      | (?P<how>slow|think|aside|error|broken|천천히|생각|잠깐|오류|끊김)
            (?:[ ](?P<way>\d+|hard))?:(?:[ \n]|\Z)(?P<rest>.*)
      | (?P<what>long|길게|code|코드|table|표|korean|한국어|recall|기억|silent|조용히)
            (?:[ ](?P<which>\w+))?[ \t]*(?:\n|\Z)
    )""",
    re.DOTALL | re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
ENGLISH = {
    "천천히": "slow",
    "생각": "think",
    "잠깐": "aside",
    "오류": "error",
    "끊김": "broken",
    "길게": "long",
    "코드": "code",
    "표": "table",
    "한국어": "korean",
    "기억": "recall",
    "조용히": "silent",
}


class Rules:
    """Deterministic: the same conversation is always answered in the same pieces."""

    def __init__(self, *, pace: float = 0.0) -> None:
        self.pace = pace
        self.gate = asyncio.Event()
        self.gate.set()

    async def answer(self, messages: Sequence[Message]) -> AsyncIterator[Piece]:
        async for piece in self._obey(messages[-1].text, messages, self.pace):
            yield piece

    async def _obey(self, text: str, messages: Sequence[Message], pace: float) -> AsyncIterator[Piece]:
        found = ORDER.search(text)
        if found is None or found["how"] is None:
            async for piece in self._tell(await self._text(text, messages), pace):
                yield piece
            return
        how = ENGLISH.get(found["how"], found["how"].lower())
        if how == "slow":
            pace = int(found["way"] or 50) / 1000
        for first in FIRST.get(how, ()):
            yield first
            await asyncio.sleep(pace)
        if how in {"error", "broken"}:
            whole = await self._text(found["rest"], messages)
            async for piece in self._half(whole, how, pace, hard=found["way"] == "hard"):
                yield piece
            return
        async for piece in self._obey(found["rest"], messages, pace):
            yield piece

    async def _tell(self, text: str, pace: float) -> AsyncIterator[Piece]:
        pieces = cut(text)
        for number, piece in enumerate(pieces):
            if number == (len(pieces) + 1) // 2:
                await self.gate.wait()
            yield piece
            await asyncio.sleep(pace)
        await self.gate.wait()

    async def _half(self, text: str, how: str, pace: float, *, hard: bool) -> AsyncIterator[Piece]:
        pieces = cut(text)
        middle = (len(pieces) + 1) // 2
        for piece in pieces[:middle]:
            yield piece
            await asyncio.sleep(pace)
        await self.gate.wait()
        if how == "error":
            raise GenerationFailed(ERROR)
        yield Cut(hard)
        for piece in pieces[middle:]:
            yield piece
            await asyncio.sleep(pace)

    async def _text(self, text: str, messages: Sequence[Message]) -> str:
        if (found := ORDER.search(text)) is None or found["how"] is not None:
            return about_fruit(messages) or friendly(text)
        if found["say"] is not None:
            return found["text"]
        which = found["which"] or ""
        match ENGLISH.get(found["what"], found["what"].lower()):
            case "long":
                return prose.long(int(which) if which.isdecimal() else 2000)
            case "code":
                return prose.code(which)
            case "table":
                return prose.table()
            case "korean":
                return prose.korean()
            case "recall":
                return messages[0].text
            case _:
                await asyncio.Event().wait()  # silent: until cancelled
                return ""


def cut(text: str) -> list[str]:
    """The text in pieces of uneven length, always the same ones."""
    random = Random(text)  # noqa: S311, no secret
    pieces: list[str] = []
    at = 0
    while at < len(text):
        size = random.randint(1, LONGEST_PIECE)
        pieces.append(text[at : at + size])
        at += size
    return pieces


def friendly(question: str) -> str:
    """Something short that shows the question has arrived whole."""
    quoted = " ".join(question.split())
    if re.search(r"[가-힣]", question):
        return f'"{quoted}"라고 물어보셨네요. 연습용 답변이지만, 질문은 잘 받았습니다. 이어서 물어보셔도 됩니다.'
    return f'You asked: "{quoted}". This is a practice answer, but your question arrived whole. Ask on!'
