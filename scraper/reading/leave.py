"""Whether the page asks a person something in the middle of an answer: a tool wants leave. Nothing is pressed."""

from playwright.async_api import Error as PlaywrightError

from bridge.errors import BridgeError, PermissionWanted
from bridge.events import Held
from scraper.page.tab import ChatPage


class Leave:
    """Of one answer."""

    def __init__(self, page: ChatPage) -> None:
        self._page = page
        self.wanted = False
        """When it was looked at last."""

    async def look(self) -> list[Held]:
        """What is new of it."""
        before, wall = self.wanted, await self._wall()
        self.wanted = wall is not None
        if wall is None or before:
            return []
        wall.here = self._page.link(None)
        return [Held(wall)]

    async def _wall(self) -> PermissionWanted | None:
        if not self._page.alive:
            return None
        try:
            wall = await self._page.wall()
        except (PlaywrightError, BridgeError):
            return None
        return wall if isinstance(wall, PermissionWanted) else None
