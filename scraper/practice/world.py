"""What the practice site knows and can do, apart from HTTP: conversations and answers in progress."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

from scraper.practice import limits, tab
from scraper.practice.asked import Action, Asked
from scraper.practice.brain import Brain, GenerationStopped, Piece, Told
from scraper.practice.conversation import Conversation
from scraper.practice.fault import Fault
from scraper.practice.faults import faulty
from scraper.practice.files import Files
from scraper.practice.generation import Delivery, Generation, Surroundings
from scraper.practice.message import Answering, Kind, Stored, new_id
from scraper.practice.models import default
from scraper.practice.settings import Settings
from scraper.practice.sse import Handed
from scraper.practice.topics import Topics

SYSTEM = ""
PROFILE = "The user likes short answers."
REMEMBERED = 50  # answers whose streams can still be resumed
LOOK_AGAIN = 0.02  # seconds between two looks whether a permission has been given


@dataclass(frozen=True, slots=True)
class Post:
    """One question that the site has taken, as f/conversation carried it; a repeated POST is not another one."""

    conversation: str  # its id, also when this post began it
    began: bool
    message: str  # the id the page made for the user message; that of the answer for action "continue"
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


class Unknown(Exception):
    """There is no such conversation."""


class Nothing(Exception):
    """There is no such message to answer again or to go on with."""


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
            return None if again.kind == "retry" else again
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
        continued = _continued(conversation, asked)
        question = _question(conversation, asked)
        self._record(conversation, asked, continued or question)
        pieces = self._pieces(conversation, asked, fault, continued)
        around = self._around(conversation, asked, fault)
        generation = Generation(conversation, pieces, question, around, continued=continued)
        self._generations.pop(conversation.id, None)
        self._generations[conversation.id] = self._asked[asked.key] = generation
        self._forget()
        return generation

    def find(self, conversation: str) -> Conversation:
        try:
            return self.conversations[conversation]
        except KeyError:
            raise Unknown(conversation) from None

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

    def _record(self, conversation: Conversation, asked: Asked, about: Stored) -> None:
        post = Post(
            conversation=conversation.id,
            began=asked.conversation is None,
            message=about.id,
            text=about.text if about.role == "user" else "",
            action=asked.action,
            parent=asked.parent,
            model=asked.model,
            effort=asked.effort,
            temporary=asked.temporary,
            files=asked.files,
        )
        self.posts.append(post)

    def _pieces(
        self, conversation: Conversation, asked: Asked, fault: Fault | None, continued: Stored | None
    ) -> AsyncIterator[Piece]:
        if "usage_cap_stream" in asked.tab.states:
            return _refusing(Told({"type": "stream_quota_check", "detail": limits.quota(self, asked.tab.language)}))
        pieces = self.brain.answer(conversation.history()) if continued is None else _rest(continued)
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
            delivery=self._delivery(fault),
            files=self.files,
            limits=limits.detail(self, asked.tab.states),
            permitted=permitted if asking else None,
            two="ab_choice" in asked.tab.states,
            done=done,
        )

    def _delivery(self, fault: Fault | None) -> Delivery:
        kind = fault.kind if fault is not None else ""
        handed = Handed(fault.seconds if fault is not None and kind.startswith("handover") else 0.0)
        match kind:
            case "handover_resume":
                return Delivery(handed, ("resume_sse_endpoint",))
            case "handover_silent":
                return Delivery(handed, ())
            case _ if kind == "handover" or self.transport == "ws":
                return Delivery(handed, ends=kind != "no_done", whole=kind == "legacy")
            case _:
                return Delivery(ends=kind != "no_done", whole=kind == "legacy")

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


def _continued(conversation: Conversation, asked: Asked) -> Stored | None:
    """The answer that is to go on."""
    if asked.action != "continue":
        return None
    found = conversation.nodes.get(asked.parent or asked.message)
    if found is None or found.role != "assistant":
        raise Nothing
    conversation.current_node = found.id
    return found


def _question(conversation: Conversation, asked: Asked) -> Stored:
    """The question that is to be answered: a new one, or one that has been answered before."""
    if asked.action == "next":
        pictures = any(not isinstance(part, str) for part in asked.parts)
        kind: Kind = "multimodal_text" if pictures else "text"
        question = Stored("user", asked.text, id=asked.message, parts=asked.parts, exchange=new_id())
        question.kind, question.attachments = kind, asked.attachments
        return conversation.add(question, conversation.under(asked.parent))
    if asked.action == "continue":
        return next(m for m in reversed(conversation.messages) if m.asks)
    for id_ in (asked.message, asked.parent or ""):
        if (found := conversation.nodes.get(id_)) is not None and found.asks:
            conversation.current_node = found.id
            return found
    raise Nothing


async def _rest(answer: Stored) -> AsyncIterator[Piece]:
    """What an answer had left to say when it reached its limit."""
    rest, answer.rest = answer.rest, []
    for piece in rest:
        yield piece


async def _refusing(told: Told) -> AsyncIterator[Piece]:
    yield told
    raise GenerationStopped
