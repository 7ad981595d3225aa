"""A clock at a question that waits for the answer before it.

Discord can't whisper in answer to a message, and a sentence for all would disturb them; a reaction does not. It is
taken away when the question's turn has come. What an earlier run, or another process, left there is taken away
then, too.

Source: docs.discord.com "Create Reaction", "Delete Own Reaction", seen 2026-09.
"""

import logging
from collections import OrderedDict

from bridge.commands.words import Answered
from bridge.errors import PlatformError
from bridge.types import Question, Turn
from platforms.discord.web import Web
from platforms.ids import message_of
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

CLOCK = "\N{CLOCK FACE THREE OCLOCK}"

REMEMBERED = 1_000
"""Questions whose turn has come."""


class Clocks:
    """Of one bot; `began` is when it did, in Unix seconds."""

    def __init__(self, web: Web, began: float) -> None:
        self.others = False
        """They may put one there as well."""
        self._web = web
        self._began = began
        self._there: set[str] = set()
        self._begun: OrderedDict[str, None] = OrderedDict()

    async def put(self, question: Question, said: Answered) -> None:
        """As `Hearing` tells it; its words are not needed."""
        if message_of(question.message) in self._begun or not self._web.may_react(question.thread):
            return
        self._there.add(message_of(question.message))
        await self._web.react(question.thread, message_of(question.message), CLOCK)
        if message_of(question.message) in self._begun:
            await self._take(question)

    async def begun(self, turn: Turn) -> None:
        """Its answer is being written. A courtesy, so it may fail."""
        question = turn.question
        self._begun[message_of(question.message)] = None
        if len(self._begun) > REMEMBERED:
            self._begun.popitem(last=False)
        not_ours = self.others or turn.accepted_at < self._began
        left_over = not_ours and question.thread.thread != question.message
        if message_of(question.message) in self._there or left_over:
            await self._take(question)

    async def _take(self, question: Question) -> None:
        self._there.discard(message_of(question.message))
        try:
            await self._web.react_no_more(question.thread, message_of(question.message), CLOCK)
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("the clock at %s stays: %s", question.message, error)
