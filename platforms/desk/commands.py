"""Commands that came in another way than as a message: `/…`, answered to the one who gave them.

Whatever asks something is put where all see it first: an answer needs a thread, and others should see what it is
about.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bridge.commands import words
from bridge.commands.words import Command
from bridge.types import MessageId, Question, Thread
from platforms.desk.around import Around, Sender

IN_THREADS = frozenset({"stop", "retry", "edit", "continue", "title", "tag", "adopt", "export", "forget"})
"""What is about one conversation."""

TELLING = frozenset({"help", "find", "status", "models", "export"})
"""What changes nothing that others see."""


class Commands:
    """Of one workspace. `once`, of each command, is an id that no other has."""

    def __init__(self, around: Around, elsewhere: str) -> None:
        self._around = around
        self._elsewhere = elsewhere
        """The sentence that says where a command belongs that is about one conversation."""

    async def obey(self, sender: Sender, command: Command, once: MessageId, word: str) -> None:
        """Do it and say what there is to say; `word`: as its sender calls it."""
        around = self._around
        if not sender.thread.thread and belongs_in_a_thread(command):
            return await around.answer(sender, around.say(sender, self._elsewhere, word=word))
        if command.asks and around.off(sender.thread):
            return await around.answer(sender, around.say(sender, "off_here"))
        if not sender.writes and changes(command):
            return await around.answer(sender, around.say(sender, "you_only_read"))
        if not sender.reads and command.looks_back:
            return await around.answer(sender, around.say(sender, "you_read_nothing_back"))
        question = _question(sender, once)
        said = await around.hearing.obeyed(command, question, sender.roles, direct=sender.direct)
        if not sender.thread.thread:  # there is no conversation for which a model could be chosen
            said = replace(said, models=())
        return await around.answer(sender, said)

    async def ask(self, sender: Sender, words: str, once: MessageId, put: Callable[[], Awaitable[None]]) -> None:
        """`put` shows the words where others see them, and there they are asked."""
        around = self._around
        if not words:
            return await around.answer(sender, around.say(sender, "nothing_asked"))
        if around.off(sender.thread):
            return await around.answer(sender, around.say(sender, "off_here"))
        if not sender.writes:
            return await around.answer(sender, around.say(sender, "you_only_read"))
        if await self._lets_in(sender, once, asks=True):
            await put()
        return None

    async def join(
        self, sender: Sender, command: Command, once: MessageId, put: Callable[[], Awaitable[Thread]]
    ) -> None:
        """`put` makes the thread in which the conversation of the code behind the command goes on."""
        around = self._around
        if around.off(sender.thread):
            return await around.answer(sender, around.say(sender, "off_here"))
        if not sender.writes:
            return await around.answer(sender, around.say(sender, "you_only_read"))
        if not await self._lets_in(sender, once, asks=False):
            return None
        joining = around.bridge.joining
        await joining.check(sender.thread, command.rest)
        return await around.answer(sender, await joining.join(await put(), command.rest))

    async def help(self, sender: Sender, command: Command, once: MessageId, lines: Sequence[str]) -> None:
        """What can be said here."""
        if not await self._lets_in(sender, once, asks=False):
            return
        known = command.rest.lower() in ("", *words.WORDS)
        hint = [] if known else [self._around.say(sender, "unknown_command", word=command.rest)]
        await self._around.answer(sender, "\n".join([*hint, *lines]))

    async def _lets_in(self, sender: Sender, once: MessageId, *, asks: bool) -> bool:
        """Else they are told why."""
        question = _question(sender, once)
        refused = self._around.hearing.refused(question, sender.roles, direct=sender.direct, asks=asks)
        if refused is not None:
            await self._around.answer(sender, refused)
        return refused is None


def changes(command: Command) -> bool:
    """Others see something of it; all else only tells something."""
    return bool(command.rest) if command.name in ("model", "title", "tag") else command.name not in TELLING


def belongs_in_a_thread(command: Command) -> bool:
    """`model` alone only lists what there is."""
    match command.name:
        case "new":
            return not command.rest
        case "model":
            return bool(command.rest)
        case name:
            return name in IN_THREADS


def _question(sender: Sender, once: MessageId) -> Question:
    return Question(sender.thread, once, sender.person, "")
