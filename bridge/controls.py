"""What people do with a Thread besides asking: its conversation, its title, and the models that it can have."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence

from bridge.errors import BadQuestion, NotConfigured
from bridge.protocols import Adopts, Backend, Choice, Names, Platform, Renames, Store
from bridge.texts import say
from bridge.types import Language, Model, Thread
from bridge.waiting import Gate

logger = logging.getLogger(__name__)

FRESH = 60.0
"""Seconds for which a list of models is believed."""

LONGEST_TITLE = 100
"""Characters; longer ones are no titles."""


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

    async def models(self, backend: str) -> Sequence[Model]:
        """What it offers; nothing where a wall stands. Raises BackendError."""
        asked = self._backend(backend)
        since, known = self._models.get(backend, (-FRESH, ()))
        if self._now() - since < FRESH or self._gates[backend].wall is not None:
            return known
        offered = await asked.models()
        self._models[backend] = self._now(), offered
        return offered

    async def new_conversation(self, thread: Thread) -> None:
        """The Thread's next question begins one."""
        await self._store.forget(thread)

    async def adopt(self, thread: Thread, link: str, language: Language = "en", author: str = "") -> None:
        """The Thread goes on in the conversation behind the link.

        Raises BadQuestion when it is none, ConversationGone and ConversationTaken.
        """
        name = self.backend_of(thread, author)
        backend = self._backend(name)
        if not isinstance(backend, Adopts):
            raise BadQuestion(what=say("not_adoptable", language, backend=name))
        await self._store.adopt(thread, name, await backend.adopt(link))

    async def title(self, thread: Thread) -> str:
        """What the backend calls the Thread's conversation; empty where that is not known."""
        conversation = await self._store.conversation(thread)
        return conversation.title if conversation else ""

    async def rename(self, thread: Thread, title: str, language: Language = "en") -> None:
        """On the backend's side. Raises BadQuestion when there is nothing to be renamed, and BackendError."""
        conversation = await self._store.conversation(thread)
        if conversation is None:
            raise BadQuestion(what=say("nothing_to_rename", language))
        backend = self._backend(conversation.backend)
        if not isinstance(backend, Renames):
            raise BadQuestion(what=say("nothing_to_rename", language))
        title = title[:LONGEST_TITLE]
        await backend.rename(conversation.id, title)
        await self._store.titled(thread, conversation.id, title)

    async def name_after_channel(self, thread: Thread, backend: str, title: str) -> None:
        """``#channel · title``, where that is wanted; a courtesy, so it may fail."""
        asked = self._backend(backend)
        if title.startswith("#") or not isinstance(asked, Renames) or not asked.renames:
            return
        platform = self._platforms[thread.platform]
        try:
            named = await platform.channel_name(thread.place) if isinstance(platform, Names) else thread.channel
            await self.rename(thread, f"#{named} · {title}")
        except Exception as error:
            logger.warning("the conversation of %s could not be renamed: %s", thread, error)

    def _backend(self, name: str) -> Backend:
        backend = self._backends.get(name)
        if backend is None:
            raise NotConfigured(backend=name)
        return backend
