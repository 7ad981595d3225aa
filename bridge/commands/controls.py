"""What people do with a Thread besides asking: its conversation, its title, and the models that it can have."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bridge.errors import BadQuestion, ModelNotOffered, NotConfigured
from bridge.protocols import (
    Adopts,
    Backend,
    Choice,
    Links,
    Names,
    Permalinks,
    Platform,
    Renames,
    Store,
    Titles,
)
from bridge.texts import say
from bridge.types import Channel, Language, Model, Thread, Turn
from bridge.waiting.gate import Gate

logger = logging.getLogger(__name__)

FRESH = 60.0
"""Seconds for which a list of models is believed."""

LONGEST_TITLE = 100
"""Characters; longer ones are no titles."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The models that a Thread can have."""

    backend: str
    models: tuple[Model, ...]
    chosen: str
    """By the Thread, in its words; empty: the channel's."""
    id: str
    """Which of these that is; empty where it is none of them."""


class Controls:
    """Of all Threads."""

    def __init__(
        self,
        store: Store,
        backends: Mapping[str, Backend],
        gates: Mapping[str, Gate],
        platforms: Mapping[str, Platform],
        choice: Choice,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._backends = backends
        self._gates = gates
        self._platforms = platforms
        self._choice = choice
        self._now = clock
        self._models: dict[str, tuple[float, Sequence[Model]]] = {}

    def backend_of(self, thread: Thread, author: str = "") -> str:
        """Which backend answers a new question here."""
        return self._choice(thread.place, author)

    async def backend_in(self, thread: Thread, author: str = "") -> str:
        """Which one answers a new question in the Thread's conversation, which may have begun elsewhere."""
        return self.backend_of(await self._store.home(thread), author)

    async def models(self, backend: str) -> Sequence[Model]:
        """What it offers; nothing where a wall stands. Raises BackendError."""
        asked = self._backend(backend)
        since, known = self._models.get(backend, (-FRESH, ()))
        if self._now() - since < FRESH or self._gates[backend].wall is not None:
            return known
        offered = await asked.models()
        self._models[backend] = self._now(), offered
        return offered

    async def offer(self, thread: Thread, author: str = "") -> Offer:
        """What the Thread can choose from, and what it has chosen. Raises BackendError."""
        chosen = await self._store.chosen(thread)
        backend, name = await self._apart(chosen, thread, author)
        models = tuple(await self.models(backend))
        return Offer(backend, models, chosen, _meant(name.partition("/")[0], models))

    def named(self, name: str) -> bool:
        """Whether a list of models that was looked at has one of this name."""
        return any(_meant(name, models) for _, models in self._models.values())

    async def choose(self, thread: Thread, model: str, author: str = "") -> str:
        """The Thread's questions go to this model if they name no other; how the backend calls it.

        Raises ModelNotOffered where the backend says what it offers, and BackendError.
        """
        backend, name = await self._apart(model, thread, author)
        offered = await self.models(backend)
        name, slash, effort = name.partition("/")
        meant = _meant(name, offered)
        if name and offered and not meant:
            raise ModelNotOffered(model=name, offered=", ".join(one.id for one in offered))
        chosen = model.removesuffix(name + slash + effort) + (meant or name) + slash + effort
        await self._store.choose(thread, chosen)
        return chosen

    async def _apart(self, model: str, thread: Thread, author: str) -> tuple[str, str]:
        """The backend that a model is asked for with, ``chatgpt/kim:gpt-5``, and the model."""
        backend, _, name = model.partition(":")
        if backend in self._backends:
            return backend, name
        return await self.backend_in(thread, author), model

    def known_models(self, backend: str) -> Sequence[Model]:
        """What it offered when it was asked last; nobody waits for this."""
        _, known = self._models.get(backend, (0.0, ()))
        return known

    async def new_conversation(self, thread: Thread) -> None:
        """The Thread's next question begins one."""
        await self._store.forget(thread)

    async def adopt(self, thread: Thread, link: str, language: Language = "en", author: str = "") -> str:
        """The Thread goes on in the conversation behind the link; what there is to be said about that.

        Raises BadQuestion when it is none, ConversationGone and ConversationTaken.
        """
        name = await self.backend_in(thread, author)
        backend = self._backend(name)
        if not isinstance(backend, Adopts):
            raise BadQuestion(what=say("not_adoptable", language, backend=name))
        known = await self._store.adopt(thread, name, await backend.adopt(link))
        return say("adopted_with" if known else "adopted", language, count=known)

    async def link(self, thread: Thread) -> str:
        """Where the Thread's conversation can be opened in a browser; empty where it can't."""
        conversation = await self._store.conversation(thread)
        backend = self._backends.get(conversation.backend) if conversation else None
        if conversation is None or backend is None:
            return ""
        return backend.link(conversation.id) if isinstance(backend, Links) else ""

    async def permalinks(self, turns: Sequence[Turn]) -> Sequence[str]:
        """Where each of these questions can be read; empty where the platform has no links."""

        async def link(turn: Turn) -> str:
            platform = self._platforms.get(turn.thread.platform)
            if platform is None or not isinstance(platform, Permalinks):
                return ""
            return await platform.permalink(turn.thread, turn.question.message)

        return await asyncio.gather(*map(link, turns))

    def conversation_of(self, turn: Turn) -> str:
        """Where its backend shows the conversation; empty where it does not."""
        backend: object = self._backends.get(turn.backend)
        return backend.link(turn.conversation) if turn.conversation and isinstance(backend, Links) else ""

    async def channel_name(self, place: Channel) -> str:
        """As people call it; the id where that can't be known. It may ask the platform."""
        platform: object = self._platforms.get(place.platform)
        return await platform.channel_name(place) if isinstance(platform, Names) else place.channel

    def has_names(self, place: Channel) -> bool:
        """Its channels have others than their ids."""
        return isinstance(self._platforms.get(place.platform), Names)

    async def title(self, thread: Thread) -> str:
        """What people call the Thread, or else its backend; empty where neither does."""
        return await self._store.title(thread)

    async def rename(self, thread: Thread, title: str, language: Language = "en") -> bool:
        """Here, on its platform, and at its backend; whether there was a conversation to be renamed there.

        Raises BadQuestion where nothing was asked yet, and BackendError when only the backend did not take it.
        """
        title = " ".join(title.split())[:LONGEST_TITLE]
        if not (await self._store.knows(thread) or await self._store.conversation(thread)):
            raise BadQuestion(what=say("nothing_to_rename", language))
        await self._store.call(thread, title)
        await self._entitle(thread, title)
        return await self._rename(thread, title)

    async def titled(self, thread: Thread, backend: str, title: str) -> None:
        """The backend has called the Thread's conversation so; its platform hears of it.

        ``#channel · title`` becomes its name there, where that is wanted; a courtesy, so it may fail.
        """
        if await self._store.title(thread) in ("", title):  # a person's own stays
            await self._entitle(thread, title)
        asked = self._backend(backend)
        if title.startswith("#") or not isinstance(asked, Renames) or not asked.renames:
            return
        try:
            named = await self.channel_name(thread.place)
            await self._rename(thread, f"#{named} · {title}")
        except Exception as error:
            logger.warning("the conversation of %s could not be renamed: %s", thread, error)

    async def _entitle(self, thread: Thread, title: str) -> None:
        platform = self._platforms.get(thread.platform)
        if platform is not None and isinstance(platform, Titles):
            await platform.titled(thread, title)

    async def _rename(self, thread: Thread, title: str) -> bool:
        """At its backend, where that has a conversation and can."""
        conversation = await self._store.conversation(thread)
        backend: object = self._backends.get(conversation.backend) if conversation else None
        if conversation is None or not isinstance(backend, Renames):
            return False
        title = title[:LONGEST_TITLE]
        await backend.rename(conversation.id, title)
        await self._store.titled(thread, conversation.id, title)
        return True

    def _backend(self, name: str) -> Backend:
        backend = self._backends.get(name)
        if backend is None:
            raise NotConfigured(backend=name)
        return backend


def _meant(name: str, offered: Sequence[Model]) -> str:
    """The id of the model that somebody calls so."""
    alike = _alike(name)
    return next((one.id for one in offered if name and alike in (_alike(one.id), _alike(one.label))), "")


def _alike(name: str) -> str:
    """What people write for a name: "GPT-5.6 Sol" is gpt-5.6-sol."""
    return re.sub(r"[^\w.]+", "-", name.strip().lower())
