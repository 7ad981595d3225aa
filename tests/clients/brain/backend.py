"""The Backend ``brain``, as a package of somebody else's would add it: a plugin behind an entry point.

It keeps conversations as ChatGPT does: a Thread's first question opens one, later ones bring only themselves.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bridge.errors import ModelNotOffered
from bridge.events import AnsweredBy, Event, Opened, Sent, Text
from bridge.protocols import Backend, Plugin, Site, Store
from bridge.section import Section
from bridge.types import Anchor, ConversationId, Health, Model, Turn
from scraper.practice.rules import cut
from tests.clients.brain.rules import Said, reply

MODEL = "practice"


class BrainSettings(Section):
    """Nothing can be set."""


class Brain:
    """Answers at once, in pieces of uneven length."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        if (model := turn.question.model) not in ("", MODEL):
            raise ModelNotOffered(model=model, offered=MODEL)
        earlier = [] if turn.conversation is None else await self._store.history(turn.thread, before=turn.id)
        talk = [one for one in earlier if one.conversation == turn.conversation]
        said = [Said(_typed(one, first=not number), one.answer) for number, one in enumerate(talk)]
        files = tuple(file.name for file in turn.question.files)
        yield _told(turn, reply(said, _typed(turn, first=not talk), files))

    async def models(self) -> Sequence[Model]:
        return (Model(MODEL, "tests"),)

    async def check(self) -> Health:
        return Health(True, "It is always there.")


def _typed(turn: Turn, *, first: bool) -> str:
    """The question as it would stand in ChatGPT's composer: instructions are typed once."""
    question = turn.as_asked.question
    return "\n\n".join(filter(None, (question.instructions if first else "", question.text)))


async def _told(turn: Turn, answer: str) -> AsyncIterator[Event]:
    if turn.conversation is None:
        yield Opened(ConversationId(f"conversation-{turn.id}"))
    yield Sent(Anchor(f"anchor-{turn.id}"))
    yield AnsweredBy(MODEL)
    for piece in cut(answer):
        yield Text(piece)


@asynccontextmanager
async def open_brain(settings: BrainSettings, site: Site) -> AsyncIterator[Brain]:
    """The backend."""
    yield Brain(site.store)


plugin = Plugin(settings=BrainSettings, open=open_brain)

_backend: type[Backend] = Brain
