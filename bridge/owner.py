"""The owner of the accounts: told in the log, and privately on every platform that can do it."""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from bridge.errors import BridgeError, Walled
from bridge.log import first_line
from bridge.protocols import Platform, Tells
from bridge.tasks import ended
from bridge.texts import Phrase, say
from bridge.types import Language
from bridge.waiting.patience import Patience, Pause

logger = logging.getLogger(__name__)

TRIES = 1_500
"""Up to a minute apart, so about a day: for as long a platform may be away before somebody is given up."""
MOST = 50
"""Sentences that wait for one platform; of more the newest."""
SCREENSHOT = "screenshot.png"
"""In the folder of a wall's report."""


class Owner:
    """Nobody waits until the owner was reached."""

    def __init__(self, platforms: Iterable[Platform], pause: Pause, language: Language = "en") -> None:
        self._platforms = [_Letters(platform, pause) for platform in platforms if isinstance(platform, Tells)]
        self._language = language

    def walled(self, backend: str, wall: Walled) -> None:
        """What stands in the way, what to do about it, and what it looked like."""
        name = "owner_held" if wall.here else "owner_wall"
        said = self._say(name, backend=backend, link=wall.here, what=wall.say_to_owner(self._language))
        if wall.report:
            said += "\n" + self._say("owner_report", report=wall.report)
        picture = wall.report / SCREENSHOT if wall.report else None
        self.tell(said, picture if picture and picture.is_file() else None)

    def clear(self, backend: str) -> None:
        """Nothing stands in the backend's way any more."""
        self.tell(self._say("owner_clear", backend=backend))

    def goes_on(self, link: str) -> None:
        """Nor in that of this conversation."""
        self.tell(self._say("owner_goes_on", link=link))

    def without(self, place: str, error: Exception) -> None:
        """A part of a platform has ended; the others go on."""
        what = error.say(self._language) if isinstance(error, BridgeError) else first_line(error)
        self.tell(self._say("owner_without", place=place, what=what))

    def back(self, place: str) -> None:
        """The part of a platform works again."""
        self.tell(self._say("owner_back", place=place))

    def refused(self, place: str, doing: str | Phrase, error: BridgeError) -> None:
        """A platform does not let us do something until somebody mends it."""
        self.tell(self._say("owner_refused", place=place, doing=doing, what=error.say(self._language)))

    def installed(self, team: str, id: str, person: str) -> None:
        """A team has taken the app in by itself."""
        self.tell(self._say("owner_installed", team=team, id=id, person=person))

    def taken_in(self, server: str, id: str) -> None:
        """Somebody has taken the bot into a server."""
        self.tell(self._say("owner_taken_in", server=server, id=id))

    def loop(self, thread: str, person: str) -> None:
        """Somebody's messages in a Thread come as if a program answered our answers."""
        self.tell(self._say("owner_loop", thread=thread, person=person))

    def tell(self, text: str, picture: Path | None = None) -> None:
        logger.warning("%s", text)
        for letters in self._platforms:
            letters.write(text, picture)

    async def reached(self) -> None:
        """Wait until everything was told, or given up."""
        for letters in self._platforms:
            await letters.sent()

    async def close(self) -> None:
        for letters in self._platforms:
            await letters.close()

    def _say(self, name: str, **values: object) -> str:
        return say(name, self._language, **values)


class _Letters:
    """What is to be told on one platform: one after the other, as they were written."""

    def __init__(self, platform: Tells, pause: Pause) -> None:
        self._platform = platform
        self._pause = pause
        self._waiting: deque[tuple[str, Path | None]] = deque(maxlen=MOST)
        self._sending: asyncio.Task[None] | None = None

    def write(self, text: str, picture: Path | None) -> None:
        self._waiting.append((text, picture))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send(), name="telling the owner")

    async def sent(self) -> None:
        while self._sending is not None and not self._sending.done():
            await asyncio.wait({self._sending})

    async def close(self) -> None:
        if self._sending is not None:
            await ended(self._sending)

    async def _send(self) -> None:
        while self._waiting:
            await self._reach(*self._waiting.popleft())

    async def _reach(self, text: str, picture: Path | None) -> None:
        patience = Patience(pause=self._pause)
        for tried in range(TRIES):
            try:
                return await self._platform.tell_owner(text, picture)
            except Exception as error:  # whatever is wrong with a platform, the log has the text
                level = logging.DEBUG if tried else logging.WARNING
                logger.log(level, "the owner could not be told on a platform: %s", error)
            await patience.wait()
        return None
