"""The brain behind the practice site: what it says comes by ChatGPT's page, stream and all."""

from collections.abc import AsyncIterator, Sequence

from scraper.practice.brain import Brain, Message, Piece
from scraper.practice.rules import cut
from tests.clients.brain.rules import Said, reply


class PageBrain:
    """Answers what was typed."""

    async def answer(self, messages: Sequence[Message]) -> AsyncIterator[Piece]:
        *earlier, last = [message.text for message in messages]
        said = [Said(typed, answer) for typed, answer in zip(earlier[::2], earlier[1::2], strict=False)]
        for piece in cut(reply(said, last, ())):
            yield piece


_brain: type[Brain] = PageBrain
