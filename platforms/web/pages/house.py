"""What all pages of one server have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from bridge.bridge import Bridge
from bridge.naming.names import Names
from bridge.protocols import Store
from bridge.types import Channel, Language
from platforms.web.doors.visitors import Visitors
from platforms.web.settings import WebSettings

PLATFORM = "web"
GENERAL = "general"
"""The channel in which a question is that named none."""


@dataclass(frozen=True, slots=True)
class House:
    bridge: Bridge
    store: Store
    visitors: Visitors
    settings: WebSettings
    author: str
    now: Callable[[], float]

    @property
    def names(self) -> Names:
        """What channels and people are called."""
        return self.bridge.names

    def language_of(self, channel: str = GENERAL) -> Language:
        return self.bridge.rules(Channel(PLATFORM, "", channel)).language
