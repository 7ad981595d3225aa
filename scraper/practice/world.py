"""What the practice site knows and can do, apart from HTTP: conversations and answers in progress."""

import asyncio
import secrets
from collections.abc import AsyncIterator

from scraper.practice import limits, tab
from scraper.practice.asked import Asked
from scraper.practice.brain import Brain, Piece, Told
from scraper.practice.conversation import Conversation
from scraper.practice.fault import Fault
from scraper.practice.faults import faulty
from scraper.practice.files import Files
from scraper.practice.generation import Generation
from scraper.practice.message import Answering, Stored
from scraper.practice.models import default
from scraper.practice.questions import Post, Upload, continued_by, posted, question_of, refusing, rest_of
from scraper.practice.settings import Settings
from scraper.practice.surroundings import Surroundings, delivery
from scraper.practice.topics import Topics

SYSTEM = ""
PROFILE = "The user likes short answers."
PASSING = ("retry", "rate_429", "forbidden_403")  # refused once; the same question is taken the next time
REMEMBERED = 50  # answers whose streams can still be resumed
LOOK_AGAIN = 0.02  # seconds between two looks whether a permission has been given


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
        self.attempts: list[Asked] = []  # every POST of a question, also those that were refused or repeated
        self.stops: list[str] = []
        self.uploads: list[Upload] = []
        self.renames: list[tuple[str, str]] = []  # conversation, title
        self.permitted: set[str] = set()  # conversations whose connector may be used
        self.files = Files()
        self.topics = Topics()
        self.token = secrets.token_urlsafe(24)
        self._generations: dict[str, Generation] = {}  # the newest of each conversation
        self._asked: dict[str, Generation] = {}  # by the key of what asked for it
        self._fated: dict[str, Fault | None] = {}

    def fate(self, asked: Asked) -> Fault | None:
        """The fault for this question; a POST that the page repeats has had its own."""
        self.attempts.append(asked)
        if (again := self._fated.get(asked.key)) is not None and asked.action == "next":
            return None if again.kind in PASSING else again
        fault = self.faults.pop(0) if self.faults else None
        self._fated[asked.key] = fault
        return fault

    def ask(self, asked: Asked, fault: Fault | None = None) -> Generation:
        """Stores the question and begins to answer it; the answer then goes on by itself."""
        if asked.action == "next" and (again := self._asked.get(asked.key)) is not None:
            return again
        conversation = self._begin(asked.temporary) if asked.conversation is None else self.find(asked.conversation)
        if conversation.generating:
            raise StillAnswering
        continued = continued_by(conversation, asked)
        question = question_of(conversation, asked)
        self.posts.append(posted(conversation, asked, continued or question))
        pieces = self._pieces(conversation, asked, fault, continued)
        around = self._around(conversation, asked, fault)
        generation = Generation(conversation, pieces, question, around, continued=continued)
        self._generations.pop(conversation.id, None)
        self._generations[conversation.id] = self._asked[asked.key] = generation
        self._forget()
        return generation

    def find(self, conversation: str) -> Conversation:
        found = self.conversations.get(conversation)
        if found is None or not found.visible:
            raise Unknown(conversation)
        return found

    def answering(self, conversation: str) -> Generation | None:
        """The newest answer of a conversation, finished or not."""
        return self._generations.get(conversation)

    def on_topic(self, topic: str) -> Generation | None:
        """The answer that is told on this topic of the WebSocket."""
        found = (g for g in self._generations.values() if g.topic == topic)
        return next((g for g in found if "subscribe_ws_topic" in g.by), None)

    def listed(self) -> list[Conversation]:
        """The sidebar's rows: newest first, without temporary chats."""
        kept = [c for c in self.conversations.values() if c.visible and not c.temporary]
        return sorted(kept, key=lambda c: c.updated, reverse=True)

    def rename(self, conversation: str, title: str) -> None:
        self.find(conversation).title = title
        self.renames.append((conversation, title))

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

    def _pieces(
        self, conversation: Conversation, asked: Asked, fault: Fault | None, continued: Stored | None
    ) -> AsyncIterator[Piece]:
        if "usage_cap_stream" in asked.tab.states:
            return refusing(Told({"type": "stream_quota_check", "detail": limits.quota(self, asked.tab.language)}))
        pieces = self.brain.answer(conversation.history()) if continued is None else rest_of(continued)
        return pieces if fault is None else faulty(pieces, fault, asked.tab.language)

    def _around(self, conversation: Conversation, asked: Asked, fault: Fault | None) -> Surroundings:
        slug = default(self.models) if asked.model == "auto" else asked.model
        asking = "connector_permission" in asked.tab.states

        async def permitted() -> None:
            while conversation.id not in self.permitted and (
                "connector_permission" in asked.tab.asked or "connector_permission" in self.states
            ):
                await asyncio.sleep(LOOK_AGAIN)

        def done() -> None:
            known: dict[str, str] = {"conversation_id": conversation.id}
            self.topics.publish("conversations", {"type": "conversation-turn-complete", "payload": known})

        return Surroundings(
            answering=Answering(slug, self.answers_as or slug, asked.effort),
            delivery=delivery(fault, self.transport),
            files=self.files,
            limits=limits.detail(self, asked.tab.states),
            permitted=permitted if asking else None,
            two="ab_choice" in asked.tab.states,
            done=done,
        )

    def _forget(self) -> None:
        """Old streams go, so that a long run does not grow; conversations stay."""
        for kept in (self._generations, self._asked):
            for key in [key for key, g in kept.items() if not g.conversation.generating][:-REMEMBERED]:
                del kept[key]

    def _begin(self, temporary: bool) -> Conversation:
        conversation = Conversation(temporary=temporary)
        conversation.add(Stored("system", SYSTEM, hidden=True, end_turn=True))
        conversation.add(Stored("user", PROFILE, kind="user_editable_context", hidden=True))
        self.conversations[conversation.id] = conversation
        return conversation
