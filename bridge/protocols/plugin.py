"""How a package of somebody else's adds a Platform or a Backend; ours are added in the same way."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, runtime_checkable

from bridge.protocols.keyring import Keyring
from bridge.protocols.store import Store
from bridge.protocols.visits import Visits
from bridge.types import Channel, Rules

if TYPE_CHECKING:
    from pydantic import BaseModel

Directory = Callable[[Channel], Rules]
"""Looks up what holds in a channel."""

Choice = Callable[[Channel, str], str]
"""Which backend answers what an author asks in a channel."""


@runtime_checkable
class HasAccounts(Protocol):
    """Settings of a backend that can be opened for several accounts; the backend is then called ``chatgpt/kim``."""

    @property
    def accounts(self) -> Mapping[str, object]:
        """By name; the first account, which has none, is not among them."""

    def account(self, name: str) -> Any:
        """The same settings for this account."""


@runtime_checkable
class NamesBackends(Protocol):
    """Settings of a platform in which backends are named, so that these have to be open."""

    @property
    def named_backends(self) -> Collection[str]:
        """Perhaps with a model behind them, ``openai:gpt-4o``; also names that are none of a backend."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a part finds around it when it is opened."""

    store: Store
    rules: Directory
    folder: Path
    """The user's data folder; readable by the owner only."""
    keyring: Keyring | None = None
    """The keys that were made on the command line; None: such are not kept here."""
    visits: Visits | None = None
    """Who is signed in to the web page; None: nobody can be."""
    name: str = ""
    """The part's own: its section, with the account behind it: ``openai/ollama``."""


S = TypeVar("S", bound="BaseModel")
P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Plugin(Generic[S, P]):
    """What an entry point names: a part's own settings, and how to open it with them.

    Found in the groups ``threadbridge.platforms`` and ``threadbridge.backends``; the entry point's name is the
    section of config.toml. Naming a plugin must be cheap: ``open`` imports what is heavy.
    """

    settings: type[S]
    open: Callable[[S, Site], AbstractAsyncContextManager[P]]
