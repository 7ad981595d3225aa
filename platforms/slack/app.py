"""One Slack app: its tokens, its way in, and the workspace that it is installed in."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from pydantic import SecretStr

from bridge.bridge import Bridge
from bridge.errors import PlatformError, ShutOut
from bridge.protocols import Site
from platforms.desk.around import Around
from platforms.errands import Errands
from platforms.receiving.catchup import CatchUp
from platforms.receiving.doors import Doors
from platforms.receiving.hearing import Hearing
from platforms.receiving.lateness import Ears
from platforms.receiving.marks import Marks
from platforms.showing.reply import Pauses
from platforms.slack.receiving.desk import Desk
from platforms.slack.receiving.here import Here
from platforms.slack.receiving.history import SlackHistory
from platforms.slack.receiving.receiver import bolt, requests_to
from platforms.slack.receiving.server import Server
from platforms.slack.receiving.socket_mode import Line, by_socket
from platforms.slack.receiving.whispers import Whispers
from platforms.slack.settings import SlackSettings
from platforms.slack.telling import noticed
from platforms.slack.workspace import Us, Workspace
from platforms.slack.workspaces import Workspaces
from platforms.telling import Owners
from platforms.trouble import NotNow, NotThere, patiently

logger = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shared:
    """What all apps of the platform have in common."""

    site: Site
    session: aiohttp.ClientSession
    pauses: Pauses
    workspaces: Workspaces
    errands: Errands
    clock: Callable[[], float] = time.time


class SlackApp:
    """An app in its workspace; `name` is its section in config.toml."""

    def __init__(self, name: str, settings: SlackSettings, shared: Shared) -> None:
        self.name = name
        self.settings = settings
        self.ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """How events come in, once they do: "Socket Mode", or the address that Slack has to reach."""
        self._shared = shared
        self._workspace = self._made(settings.bot_token)
        self._bridge: Bridge | None = None
        self._desks: dict[Workspace, Desk] = {}
        """Where there is none, we don't know yet who we are there."""
        self._bolt = bolt(settings, self._desk_of, self._gone)

    def serve(self, server: Server) -> None:
        """Take the paths that Slack sends requests to, if it does."""
        if not self.settings.app_token:
            server.post(self.settings.path, requests_to(self._bolt, self._listens))

    async def run(self, bridge: Bridge, server: Server) -> None:
        """Receive until cancelled. BadConfig when Slack does not take a token."""
        self._bridge = bridge
        try:
            try:
                await self._begin()
            finally:
                self._shared.workspaces.settled(self.name)
            async with self._receiving(server) as way:
                self.ready.set_result(way)
                self._catch_up()
                await asyncio.Event().wait()
        finally:
            for workspace in list(self._desks):
                await self._close(workspace)

    async def caught_up(self) -> None:
        """Wait until everything that was missed has been heard."""
        for desk in list(self._desks.values()):
            await desk.catch_up.idle()

    async def tell_owners(self, text: str, picture: Path | None) -> int:
        """In a direct message to each of them; how many could be reached."""
        reached = 0
        for workspace in list(self._desks):
            for person in self.settings.owners:
                try:
                    await workspace.tell(person, text, picture)
                    reached += 1
                except (NotNow, NotThere, PlatformError) as error:
                    logger.warning("%s could not be told: %s", person, error)
        return reached

    async def _begin(self) -> None:
        """Be where we can be."""
        await self._enter(self._workspace)

    def _listens(self) -> bool:
        return bool(self._desks)

    def _made(self, token: SecretStr, us: Us | None = None) -> Workspace:
        return Workspace(token, self.settings.api_url, self._shared.session, self._shared.pauses, us)

    async def _enter(self, workspace: Workspace) -> None:
        """Find out who we are there; from now on it is heard and shown."""
        assert self._bridge is not None
        try:
            us = await self._patiently(workspace.us, "bot_token")
            self._shared.workspaces.add(self.name, us.team, workspace)
        except BaseException:
            await workspace.door.close()  # nobody is left who would look whether it opens
            raise
        doors = Doors(self.settings, self.settings.owners, self._shared.clock)
        whispers = Whispers(workspace, self._shared.site)
        hearing = Hearing(
            self._bridge, self._shared.site, whispers.answer, self._shared.errands, doors, queued=whispers.answer
        )
        here = Here(Around(self._bridge, self._shared.site, hearing, self._shared.errands), workspace, us, whispers)
        self._desks[workspace] = desk = Desk(here, partial(self._catch_up_with, workspace, us))
        desk.catch_up.begin()
        self._watch(workspace, us.team, desk.catch_up)
        if self.ready.done():
            desk.catch_up.again()
        logger.info("in Slack as %s", us.name)

    async def _close(self, workspace: Workspace) -> None:
        """Nothing of it is heard any more, and nobody looks after it."""
        desk = self._desks.pop(workspace)
        await workspace.door.close()
        await desk.catch_up.close()

    def _watch(self, workspace: Workspace, team: str, catch_up: CatchUp) -> None:
        """Whoever can mend it hears of what is refused there, and when that is over."""
        owners, key = self._owners, f"slack/{team}"

        def changed(why: ShutOut | None) -> None:
            if why is None:
                owners.back(key)
                catch_up.again()
            else:
                owners.without(key, why)
                catch_up.gap()

        workspace.door.changed = changed
        workspace.client.noticed = lambda method, why: noticed(owners, team, workspace.scopes, method, why)
        owners.back(key)

    @property
    def _owners(self) -> Owners:
        assert self._bridge is not None
        return Owners(self._bridge, self._shared.site.store, self._shared.errands, self.name)

    def _catch_up_with(self, workspace: Workspace, us: Us, ears: Ears) -> CatchUp:
        return CatchUp(
            SlackHistory(workspace, us),
            Marks(self._shared.site.store, "slack", us.team),
            ears,
            self._shared.site.store,
            hours=self.settings.catch_up,
            pause=self._shared.pauses.trouble,
            clock=self._shared.clock,
        )

    def _gap(self) -> None:
        """There is no connection: what is said now is missed."""
        for desk in list(self._desks.values()):
            desk.catch_up.gap()

    def _back_on_line(self) -> None:
        self._owners.back(f"slack/{self.name}")
        self._catch_up()

    def _catch_up(self) -> None:
        """There is one again."""
        for desk in list(self._desks.values()):
            desk.catch_up.again()

    def _receiving(self, server: Server) -> AbstractAsyncContextManager[str]:
        if not self.settings.app_token:
            return self._by_http(server)
        token = self.settings.app_token.get_secret_value()
        address = partial(self._patiently, partial(self._workspace.socket, token), "app_token")
        refused = partial(self._owners.without, f"slack/{self.name}")
        line = Line(self._gap, self._back_on_line, refused, self._shared.pauses.looking)
        return by_socket(self._bolt, token, address, line)

    @asynccontextmanager
    async def _by_http(self, server: Server) -> AsyncIterator[str]:
        address = await server.listen() + self.settings.path
        logger.info("awaiting Slack's events at %s", address)
        yield address

    def _desk_of(self, team: str | None) -> Desk | None:
        """What comes in by our tokens is about our workspace, whatever team began a shared channel."""
        return self._desks.get(self._workspace)

    async def _gone(self, team: str | None, event: Mapping[str, Any]) -> None:
        """A token that the configuration names stays there; that it is refused is told with the first answer."""

    async def _patiently(self, call: Callable[[], Awaitable[T]], key: str) -> T:
        """The owner hears of trouble that lasts, on whatever platform or workspace is there, and of its end."""
        assert self._bridge is not None
        owner, lasted = self._bridge.owner, False

        def lasts(trouble: NotNow) -> None:
            nonlocal lasted
            lasted = True
            owner.without(self.name, trouble)

        done = await patiently(call, f"[{self.name}] {key}", self._shared.pauses.trouble, lasts)
        if lasted:
            owner.back(self.name)
        return done
