"""Who is told what goes wrong on a platform: once, privately, and the one who can do something about it."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from bridge.bridge import Bridge
from bridge.errors import BridgeError, PlatformError
from bridge.protocols import Store
from bridge.texts import Phrase, say
from bridge.types import Language, Question
from bridge.waiting.patience import until_stored
from platforms.errands import Errands
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

EXCERPT = 80
"""Characters of a question by which its asker knows it again."""


class Owners:
    """What the owners hear of, wherever they can be reached; that they did is in the ledger, under a `key`.

    `place` is the section of config.toml that it is about.
    """

    def __init__(self, bridge: Bridge, store: Store, errands: Errands, place: str) -> None:
        self._bridge = bridge
        self._store = store
        self._errands = errands
        self._place = place

    def without(self, key: str, why: BridgeError) -> None:
        """It does not work there any more."""
        tell = partial(self._bridge.owner.without, self._place, why)
        self._errands.begin(self._once(key, str(why), tell))

    def back(self, key: str) -> None:
        """It does again."""
        self._errands.begin(self._cleared(key))

    def refused(self, key: str, state: str, doing: str | Phrase, why: PlatformError) -> None:
        """We may not do something; told once, and once more when the `state` of things is another."""
        tell = partial(self._bridge.owner.refused, self._place, doing, why)
        self._errands.begin(self._once(key, state, tell))

    async def _once(self, key: str, why: str, tell: Callable[[], None]) -> None:
        if await until_stored(lambda: self._store.walled(key, why)):
            tell()

    async def _cleared(self, key: str) -> None:
        if await until_stored(lambda: self._store.cleared(key)):
            self._bridge.owner.back(self._place)


class Reaches(Protocol):
    """How a person is reached privately."""

    async def channel_name(self, channel: str) -> str:
        """What people call it."""

    async def tell(self, person: str, text: str, picture: Path | None) -> None:
        """In a direct message."""


async def tell_asker(reach: Reaches, question: Question, why: BridgeError, language: Language) -> None:
    """In a direct message, that there is something which can't be shown where they asked; a courtesy."""
    excerpt = " ".join(question.text.split())
    excerpt = excerpt if len(excerpt) <= EXCERPT else excerpt[:EXCERPT].rstrip() + " …"
    try:
        name = await reach.channel_name(question.thread.channel)
    except (NotNow, NotThere, PlatformError):
        name = question.thread.channel
    said = say("undelivered", language, question=excerpt, channel=name, what=why.say(language))
    try:
        await reach.tell(question.author, said, None)
    except (NotNow, NotThere, PlatformError) as error:
        logger.info("%s could not be told that an answer is not shown: %s", question.author, error)
