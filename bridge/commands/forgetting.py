"""A Thread is forgotten: here, and where it is wanted so at its backends, too; what is left elsewhere is told."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bridge.errors import ConversationGone
from bridge.protocols import Backend, Deletes, Links, Store
from bridge.types import Conversation, Thread, Turn


@dataclass(frozen=True, slots=True)
class Theirs:
    """What backends keep of a Thread."""

    deletable: tuple[Conversation, ...]
    others: tuple[Conversation, ...]
    """No way is known to have them deleted from here."""


class Forgetting:
    """Of all Threads."""

    def __init__(self, store: Store, backends: Mapping[str, Backend]) -> None:
        self._store = store
        self._backends = backends

    async def theirs(self, thread: Thread, turns: Sequence[Turn]) -> Theirs:
        """Of these turns, which are the Thread's, and what it has taken over without a question."""
        known = {Conversation(turn.backend, turn.conversation) for turn in turns if turn.conversation is not None}
        if last := await self._store.conversation(thread):
            known.add(Conversation(last.backend, last.id))
        there = sorted(known, key=lambda one: (one.backend, one.id))
        deletable = tuple(one for one in there if self._deletes(one) is not None)
        return Theirs(deletable, tuple(one for one in there if one not in deletable))

    async def delete(self, these: Sequence[Conversation]) -> None:
        """At their backends. Raises BackendError; those before are deleted then, and it can be tried again."""
        for one in these:
            backend = self._deletes(one)
            if backend is not None:
                with suppress(ConversationGone):
                    await backend.delete(one.id)

    def links(self, these: Sequence[Conversation]) -> list[str]:
        """Where a person finds those that can be opened."""
        links = []
        for one in these:
            backend: object = self._backends.get(one.backend)
            if isinstance(backend, Links):
                links.append(backend.link(one.id))
        return links

    def _deletes(self, one: Conversation) -> Deletes | None:
        backend: object = self._backends.get(one.backend)
        return backend if isinstance(backend, Deletes) else None
