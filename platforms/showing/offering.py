"""The models that each backend offers, for the menus below answers; nobody waits for them."""

import logging
from collections.abc import Sequence

from bridge.bridge import Bridge
from bridge.errors import BridgeError
from bridge.types import Model
from platforms.errands import Errands

logger = logging.getLogger(__name__)


class Offering:
    """Of one platform. Empty until there is a bridge, and until a backend was asked."""

    def __init__(self, errands: Errands) -> None:
        self.bridge: Bridge | None = None
        self._errands = errands
        self._asked: set[str] = set()

    def of(self, backend: str) -> Sequence[Model]:
        return self.bridge.controls.known_models(backend) if self.bridge else ()

    def learn(self, backend: str) -> None:
        """For later answers; asked once."""
        if backend not in self._asked:
            self._asked.add(backend)
            self._errands.begin(self._learn(backend))

    async def _learn(self, backend: str) -> None:
        """A courtesy, so it may fail."""
        try:
            if self.bridge is not None:
                await self.bridge.controls.models(backend)
        except BridgeError as error:
            logger.info("there is no menu of models: %s", error)
