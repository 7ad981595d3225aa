"""The workspaces that we are in, by their team's id; some of them are known only after a while."""

import asyncio
from collections.abc import Collection

from bridge.errors import BadConfig, PlatformError
from platforms.slack.workspace import Workspace


class Workspaces:
    """Of all apps together."""

    def __init__(self, apps: Collection[str]) -> None:
        self._awaited = set(apps)
        """The apps that have not told yet where they are."""
        self._known: dict[str, tuple[str, Workspace]] = {}
        self._changed = asyncio.Event()

    def add(self, app: str, team: str, workspace: Workspace) -> None:
        """BadConfig when another app is there already: both would answer the same message."""
        other, _ = self._known.get(team, (app, None))
        if other != app:
            raise BadConfig(what=f"[{app}] is in the same Slack workspace as [{other}]. Take one of the two out.")
        self._known[team] = app, workspace
        self._ring()

    def settled(self, app: str) -> None:
        """The app has told all of its workspaces, or won't any more."""
        self._awaited.discard(app)
        self._ring()

    def remove(self, team: str) -> None:
        self._known.pop(team, None)

    def at(self, team: str) -> Workspace | None:
        """The workspace, if it is known by now."""
        return self._known[team][1] if team in self._known else None

    async def of(self, team: str) -> Workspace:
        """The workspace, once it is known; PlatformError when we are not in it."""
        while (workspace := self.at(team)) is None:
            if not self._awaited:
                raise PlatformError(
                    what=f"Threadbridge is not in the Slack workspace {team} at the moment. "
                    "The answer is shown when it is again."
                )
            await self._changed.wait()
        return workspace

    def _ring(self) -> None:
        rung, self._changed = self._changed, asyncio.Event()
        rung.set()
