"""The seam to what answers: a Backend, and what it may be able to do besides."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Literal, Protocol, runtime_checkable

from bridge.events import Event
from bridge.types import ConversationId, Health, Model, Turn, Used


class Backend(Protocol):
    """What answers."""

    def send(self, turn: Turn) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Ask the turn's question, or take up one that an earlier run may have asked; leaving the block stops it.

        Entering raises a BackendError when it can't start. The iterator's end means that the answer is whole.
        """

    async def models(self) -> Sequence[Model]:
        """What can be asked for by name."""

    async def check(self) -> Health:
        """Whether it could answer now."""


@runtime_checkable
class Links(Protocol):
    """A Backend whose conversations can be opened in a browser."""

    def link(self, conversation: ConversationId) -> str:
        """The conversation's address."""


@runtime_checkable
class Leaves(Protocol):
    """A Backend whose answers can be finished without us and read later."""

    def leave(self) -> None:
        """The program ends: from now on leaving a ``send`` block does not stop the answer."""


@runtime_checkable
class Renames(Protocol):
    """A Backend whose conversations have a title that can be changed."""

    @property
    def renames(self) -> bool:
        """Whether conversations are to be named after the channels that they belong to."""

    async def rename(self, conversation: ConversationId, title: str) -> None:
        """Give the conversation this title. Raises BackendError, ConversationGone among them."""


@runtime_checkable
class Deletes(Protocol):
    """A Backend whose conversations can be deleted."""

    async def delete(self, conversation: ConversationId) -> None:
        """As far as anybody can see. Raises BackendError, ConversationGone where it was gone already."""


@runtime_checkable
class Adopts(Protocol):
    """A Backend that can go on with a conversation that was begun elsewhere."""

    async def adopt(self, link: str) -> ConversationId:
        """The conversation behind a link or an id, once it has been opened.

        Raises BadQuestion when the link is none of the backend's, ConversationGone when it can't be opened.
        """


@runtime_checkable
class AtOnce(Protocol):
    """A Backend that answers so many questions at once; the others wait in line."""

    @property
    def at_once(self) -> int:
        """At least 1."""


Route = Literal["chat/completions", "responses"]
"""An address of an API's, after /v1, which says what is spoken there."""


class Forwarded(Protocol):
    """What an API answers, as it is. Raises BackendError where it breaks off."""

    @property
    def status(self) -> int:
        """Also one that is an error."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Names in whatever case."""

    @property
    def over(self) -> bool:
        """All of it was read."""

    async def more(self) -> bytes:
        """What came meanwhile; nothing at its end."""

    async def whole(self) -> bytes:
        """All that is still to come."""


@runtime_checkable
class Prices(Protocol):
    """A Backend whose answers may cost money."""

    def priced(self, used: Used, *models: str) -> Used:
        """The same with what it costs, where that is known of the model by one of these names.

        First the one that it was asked for by; empty: the backend's own. Answers may call it otherwise.
        """


@runtime_checkable
class Forwards(Prices, Protocol):
    """A Backend that has an address of ours itself: what callers send there can be passed on as it is."""

    @property
    def routes(self) -> Collection[Route]:
        """Those that it has."""

    def forward(self, route: Route, body: Mapping[str, object]) -> AbstractAsyncContextManager[Forwarded]:
        """Send this JSON; leaving the block before its end ends the answer there, at once.

        An empty ``model`` is the backend's own. Entering raises a BackendError when the API can't be reached, or
        when it refuses us and not what was asked.
        """


@runtime_checkable
class LeavesNoTrace(Protocol):
    """A Backend that keeps nothing of what it is asked: after a crash there is nothing to look for."""

    @property
    def leaves_no_trace(self) -> bool:
        """Whether it is so."""
