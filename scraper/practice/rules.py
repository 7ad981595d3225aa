"""A brain that follows rules: what the tests and a demo without a model talk to.

The first line that is a command decides, so that instructions may stand before it. Commands may be written in
English or Korean.

    say: TEXT                 말해: TEXT        everything after the colon and one blank or line break, as it is
    say TEXT                  말해 TEXT         the same, at the very start only
    long 5000                 길게 5000         that many characters of Markdown
    code, code python         코드              code in several languages, or in one
    table / korean            표 / 한국어       a table / Korean with Markdown
    recall                    기억              the first message of the conversation, as it was sent
    image                     그림              a picture: a tool's message with an asset pointer, no text
    file                      파일              a link to a file of its own, report.csv in the sandbox
    slow 50: REST             천천히 50: REST   a piece every 50 ms (REST: a command again, or a text)
    think: REST               생각: REST        reasoning first
    aside: REST               잠깐: REST        a finished interim message first
    commentary 300: REST      설명 300: REST    the same, and then nothing for 300 ms: it looks like the end
    cite: REST                인용: REST        then a citation of two sources, as a marker and content_references
    cite lost: REST                             then a marker that stands for nothing
    rewrite: REST             고쳐: REST        another text first, which is replaced by half of REST; then the rest
    length 100: REST          길이 100: REST    100 characters of it, then max_tokens; the rest with "continue"
    versions: A | B           번갈아: A | B     A, and B when it is asked to answer again, and so on in turn
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
from collections.abc import AsyncIterator, Iterable, Sequence
from random import Random

from scraper.practice import prose
from scraper.practice.brain import (
    Aside,
    Cite,
    Cut,
    GenerationFailed,
    Image,
    Limit,
    Made,
    Message,
    Piece,
    Rewritten,
    Source,
    Thought,
)
from scraper.practice.files import png
from scraper.practice.memory import about_fruit
from scraper.practice.orders import Order, order

LONGEST_PIECE = 12
ERROR = "Something went wrong while generating the response."
DRAFT = "This was only the first draft."
ASIDE = Aside("Let me have a look at that first.")
THOUGHTS = (
    Thought("Reading the question", "I look at what is really being asked."),
    Thought("Choosing words", "A short answer will do; no need for a list."),
)
SOURCES = (
    Source("Fruit of the valley", "https://example.com/fruit"),
    Source("All about mangoes", "https://example.org/mango?from=practice"),
)
FIRST: dict[str, Sequence[Piece]] = {"think": THOUGHTS, "aside": [ASIDE], "commentary": [ASIDE]}
REPORT = Made("report.csv", "fruit,price\nmango,3.20\n감,0.90\n".encode())
REPORTED = "Here is the file: [report.csv](sandbox:/mnt/data/report.csv)"


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
        found = order(text)
        match found:
            case Order("image", title):
                await self.gate.wait()
                yield Image(title or "practice", png(64, 48, 230, 120, 40), 64, 48)
                return
            case Order("error" | "broken" | "rewrite" | "length", _, str(rest)):
                whole = await self._text(rest, messages)
                pieces = self._in_two(found, whole, pace)
            case Order("versions", _, str(rest)):
                pieces = self._tell(_turn(rest.split(" | "), messages[-1].versions), pace)
            case Order(word, _, str(rest)) if word != "say":
                pieces = self._first(found, rest, messages, pace)
            case _:
                pieces = self._tell(await self._text(text, messages), pace)
        async for piece in pieces:
            yield piece
        if found == Order("file"):
            yield REPORT

    async def _first(
        self, found: Order, rest: str, messages: Sequence[Message], pace: float
    ) -> AsyncIterator[Piece]:
        """Something before the rest, or after it."""
        if found.word == "slow":
            pace = found.number(50) / 1000
        for first in FIRST.get(found.word, ()):
            yield first
            await asyncio.sleep(pace)
        if found.word == "commentary":
            await asyncio.sleep(found.number(300) / 1000)
        async for piece in self._obey(rest, messages, pace):
            yield piece
        if found.word == "cite":
            yield " "
            yield Cite(() if found.way == "lost" else SOURCES)

    async def _tell(self, text: str, pace: float) -> AsyncIterator[Piece]:
        pieces = cut(text)
        for number, piece in enumerate(pieces):
            if number == (len(pieces) + 1) // 2:
                await self.gate.wait()
            yield piece
            await asyncio.sleep(pace)
        await self.gate.wait()

    async def _in_two(self, found: Order, text: str, pace: float) -> AsyncIterator[Piece]:
        """The first part of the text, then what the order says, then the rest."""
        pieces = cut(text)
        middle = (len(pieces) + 1) // 2
        first, second = pieces[:middle], pieces[middle:]
        if found.word == "length":
            first, second = cut(text[: found.number(100)]), cut(text[found.number(100) :])
        async for piece in _paced(cut(DRAFT) if found.word == "rewrite" else first, pace):
            yield piece
        await self.gate.wait()
        match found.word:
            case "error":
                raise GenerationFailed(ERROR)
            case "rewrite":
                yield Rewritten("".join(first))
            case "length":
                yield Limit()
            case _:
                yield Cut(hard=found.way == "hard")
        async for piece in _paced(second, pace):
            yield piece

    async def _text(self, text: str, messages: Sequence[Message]) -> str:
        match order(text):
            case Order("say", _, str(told)):
                return told
            case Order("long") as found:
                return prose.long(found.number(2000))
            case Order("code", which):
                return prose.code(which)
            case Order("table"):
                return prose.table()
            case Order("korean"):
                return prose.korean()
            case Order("recall"):
                return messages[0].text
            case Order("file"):
                return REPORTED
            case Order("silent"):
                await asyncio.Event().wait()  # until cancelled
        return about_fruit(messages) or friendly(text)


async def _paced(pieces: Iterable[str], pace: float) -> AsyncIterator[Piece]:
    for piece in pieces:
        yield piece
        await asyncio.sleep(pace)


def _turn(texts: Sequence[str], number: int) -> str:
    return texts[number % len(texts)]


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
