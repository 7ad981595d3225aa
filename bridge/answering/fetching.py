"""Files that came with a question, from the platform into the ledger: before anything of the question is asked."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from bridge.errors import BadQuestion, FileUnread, PlatformError, Undeliverable
from bridge.events import Status, Waiting
from bridge.protocols import Fetches, Platform, Store
from bridge.texts import Phrase
from bridge.types import Attachment, File, Thread, Turn
from bridge.waiting.patience import Patience, Pause, until_stored

logger = logging.getLogger(__name__)

Show = Callable[[Waiting | Status], None]


class Fetching:
    """Of all turns."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], pause: Pause = asyncio.sleep) -> None:
        self._store = store
        self._platforms = platforms
        self._pause = pause

    async def complete(self, turn: Turn, show: Show) -> Turn:
        """The turn with all of its files, which the ledger then has, too. Raises FileUnread."""
        if not turn.unfetched:
            return turn
        files = tuple([await self._fetched(turn.thread, one, show) for one in turn.unfetched])
        await until_stored(lambda: self._store.fetched(turn.id, files), self._pause)
        question = replace(turn.question, files=(*turn.question.files, *files))
        return replace(turn, question=question, unfetched=())

    async def _fetched(self, thread: Thread, attachment: Attachment, show: Show) -> File:
        """As soon as the platform gives it; its troubles are waited for."""
        platform = self._platforms[thread.platform]
        if not isinstance(platform, Fetches):
            raise FileUnread(name=attachment.name, what=Phrase("not_fetchable"))
        patience = Patience(pause=self._pause)
        waited = False
        while True:
            try:
                file = await platform.fetch(thread, attachment)
                break
            except FileUnread:
                raise
            except (BadQuestion, Undeliverable) as error:
                raise FileUnread(name=attachment.name, what=error.values.get("what", error)) from error
            except PlatformError as error:
                logger.warning("%s: again in %.0f s: %s", attachment.name, patience.seconds, error)
                show(Waiting(error))
                waited = True
            await patience.wait()
        if waited:
            show(Status(""))
        return file
