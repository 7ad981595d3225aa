"""A command that somebody gave, for whatever does it."""

from dataclasses import dataclass

from bridge.bridge import Bridge
from bridge.commands.words import Answered, Command
from bridge.texts import say
from bridge.types import Language, Question, Seen, Thread


@dataclass(frozen=True, slots=True)
class Order:
    """A command, and who gave it where."""

    bridge: Bridge
    question: Question
    command: Command
    language: Language
    owner: bool

    @property
    def rest(self) -> str:
        return self.command.rest

    @property
    def seen(self) -> Seen:
        """What whoever gave it may find: for certain what stands in this channel, and an owner everything."""
        person = self.question.asker if self.question.author else None
        return Seen((self.question.thread.place,), person, everything=self.owner)

    def is_near(self, thread: Thread) -> bool:
        """In the same workspace, whose names for people are its own."""
        here = self.question.thread
        return (here.platform, here.workspace) == (thread.platform, thread.workspace)

    def is_by(self, question: Question) -> bool:
        """Whether the same person asked this."""
        return self.is_near(question.thread) and question.author == self.question.author

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, sign=self.command.sign, **values)

    def said(self, key: str, **values: object) -> Answered:
        return Answered(self.say(key, **values))
