"""What the practice site knows and can do, apart from HTTP: conversations and answers in progress."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from scraper.practice import tab
from scraper.practice.brain import Brain
from scraper.practice.conversation import Conversation, Stored, new_id
from scraper.practice.generation import Generation
from scraper.practice.json import Json
from scraper.practice.settings import Settings

Action: TypeAlias = Literal["next", "variant", "continue"]

SYSTEM = ""
PROFILE = "The user likes short answers."


@dataclass(frozen=True, slots=True)
class Post:
    """What one POST to f/conversation carried."""

    conversation: str  # its id, also when this post began it
    began: bool
    message: str  # the id the page made for the user message
    text: str
    action: Action = "next"
    parent: str | None = None
    model: str = "auto"
    effort: str | None = None
    temporary: bool = False
    files: tuple[str, ...] = ()  # names


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has arrived whole."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came in, before it belongs to a conversation."""

    message: str
    text: str
    conversation: str | None
    temporary: bool
    attachments: Sequence[Json]


class Unknown(Exception):
    """There is no such conversation."""


class StillAnswering(Exception):
    """A conversation answers one question at a time."""


class World(Settings):
    """Everything behind the wire."""

    def __init__(
        self, brain: Brain, *, generation: tab.Generation = "B", language: tab.Language = "ko", seed: int = 0
    ) -> None:
        super().__init__(generation=generation, language=language, seed=seed)
        self.brain = brain
        self.conversations: dict[str, Conversation] = {}
        self.posts: list[Post] = []
        self.stops: list[str] = []
        self.uploads: list[Upload] = []
        self.renames: list[tuple[str, str]] = []  # conversation, title
        self.token = secrets.token_urlsafe(24)
        self._generations: dict[str, Generation] = {}

    def ask(self, asked: Asked) -> Generation:
        """Stores the question and begins to answer it; the answer then goes on by itself."""
        conversation = self._begin(asked.temporary) if asked.conversation is None else self.find(asked.conversation)
        if conversation.generating:
            raise StillAnswering
        question = Stored("user", asked.text, id=asked.message, attachments=asked.attachments, exchange=new_id())
        conversation.add(question)
        self.posts.append(Post(conversation.id, asked.conversation is None, asked.message, asked.text))
        generation = Generation(conversation, self.brain, question)
        self._generations[conversation.id] = generation
        return generation

    def find(self, conversation: str) -> Conversation:
        try:
            return self.conversations[conversation]
        except KeyError:
            raise Unknown(conversation) from None

    def listed(self) -> list[Conversation]:
        """The sidebar's rows: newest first, without temporary chats."""
        kept = [c for c in self.conversations.values() if not c.temporary]
        return sorted(kept, key=lambda c: c.updated, reverse=True)

    async def stop(self, conversation: str) -> None:
        """The person pressed Stop."""
        self.find(conversation)
        self.stops.append(conversation)
        if generation := self._generations.get(conversation):
            await generation.stop()

    async def end(self) -> None:
        """Stops every answer that is still being written."""
        for generation in self._generations.values():
            await generation.stop()

    def _begin(self, temporary: bool) -> Conversation:
        conversation = Conversation(temporary=temporary)
        conversation.add(Stored("system", SYSTEM, hidden=True, end_turn=True))
        conversation.add(Stored("user", PROFILE, kind="user_editable_context", hidden=True))
        self.conversations[conversation.id] = conversation
        return conversation
