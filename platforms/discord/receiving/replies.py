"""What is said to somebody who wrote, edited or deleted a message: below it, for Discord can't whisper there.

What nobody else may see goes into a direct message.
"""

from functools import partial

from bridge.commands.words import Answered
from bridge.protocols import Site
from bridge.types import MessageId, Question, Thread
from platforms.desk.around import Sender
from platforms.discord.receiving.pressable import pressable
from platforms.discord.web import Web


class Replies:
    """Of one bot."""

    def __init__(self, web: Web, site: Site) -> None:
        self._web = web
        self._site = site

    async def answer(self, question: Question, said: Answered) -> None:
        """To whoever asked it or gave that command."""
        language = self._site.rules(question.thread.place).language
        await self._web.answer(question, said, language, pressable(said, language))

    def sender(self, person: str, thread: Thread, message: str) -> Sender:
        """Whoever wrote a message, as somebody who can be answered."""
        wrote = Question(thread, MessageId(message), person, "")
        return Sender(person, thread, partial(self.answer, wrote), direct=not thread.workspace)
