"""The stand-in itself: a Discord with one app in one server (more on request), on a free local port.

Unmodified discord.py talks to it: the gateway and the API.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Self, TypeVar

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Middleware

from tests.standins.changes import Changes
from tests.standins.clock import Clock

from . import cdn, objects, story, threads, writing
from .faults import Fault
from .gateway import PATH, Gateway
from .interactions.made import Interaction, Interactions
from .interactions.registry import Registry
from .person import Person
from .rest.call import Call
from .rest.door import VERSION, Door
from .servers import Servers
from .state import Channel, Message
from .world import Habits, World

T = TypeVar("T")

PATIENT = 30.0  # real seconds: long enough for a machine that does much else
LARGEST_BODY = 200 * 1024 * 1024
TYPING_SHOWS = 10.0


class StandInDiscord(Servers):
    def __init__(self, *, limits: bool = True, speed: float = 1.0) -> None:
        self.clock = Clock(speed)
        self.habits = Habits(limits=limits)
        self._changes = Changes()
        super().__init__(World(self.clock, self.habits, self._changes.ring))
        self.gateway = Gateway(self.world)
        self.world.tell = self.gateway.tell
        self.world.commands, self.world.interactions = Registry(self.world), Interactions(self.world)
        self.cdn = cdn.Cdn(self.world)
        self._door = Door(self.world)
        self.calls: list[Call] = self._door.calls
        self.interactions: list[Interaction] = self.world.interactions.made
        self.around: list[Middleware] = []
        """Who stands around each request that comes in, from the start on."""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=self.around)
        app.router.add_get(PATH, self.gateway.handle)
        app.router.add_get(cdn.PATH, self.cdn.handle)
        app.router.add_route("*", VERSION + "/{path:.*}", self._door.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.world.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._door.faults.release()
        self.gateway.close(1001)
        await self.world.interactions.close()
        await self._runner.cleanup()

    # ---- addresses

    @property
    def api_url(self) -> str:
        return self.world.address + VERSION

    @property
    def gateway_url(self) -> str:
        return self.world.gateway_url

    @property
    def token(self) -> str:
        return self.app.token

    # ---- what Discord holds, and what it does by itself

    def calls_of(self, pattern: str) -> list[Call]:
        """By method and path, as in `POST /channels/*/messages`."""
        return [call for call in self.calls if call.fits(pattern)]

    def typing(self, where: Channel) -> bool:
        """The bot is shown as typing: for ten seconds, or until it has written."""
        ours = [one for one in where.typings if one.user == self.bot.id]
        written = any(message.id > ours[-1].id for message in where.by(self.bot)) if ours else True
        return not written and self.clock.now() - ours[-1].at < TYPING_SHOWS

    def whispers(self, where: Channel, person: Person) -> list[Message]:
        """Ephemeral messages that this person sees here."""
        return [one for one in where.whispers if one.only_for == person.id]

    def delete_channel(self, channel: Channel) -> None:
        """A thread, or a channel with all its threads."""
        threads.delete(self.world, channel)

    def redeliver(self, message: Message, times: int = 1) -> None:
        """The gateway brings a message that it has brought before."""
        for _ in range(times):
            self.world.tell(
                "MESSAGE_CREATE", objects.told(message, self.world), message.channel, message.channel.guild
            )

    def echo(self, message: Message, times: int = 1) -> None:
        """MESSAGE_UPDATE events in which nothing is new."""
        for _ in range(times):
            writing.tell_update(self.world, message)

    def preview(self, message: Message, url: str) -> None:
        """Discord adds a preview of a link to a message; its text stays as it was."""
        writing.preview(self.world, message, url)

    # ---- waiting

    async def until(self, condition: Callable[[], T], within: float = PATIENT) -> T:
        """What the condition returns once it is true; looked at again after every change of this Discord."""
        return await self._changes.until(condition, within, lambda: story.told(self))

    async def joined(self) -> None:
        """Somebody is connected, and has taken in READY and the servers after it."""
        await self.until(lambda: self.gateway.connected)
        await self.settled()

    async def settled(self) -> None:
        """All that was told so far has been taken in by whoever is connected."""
        told = self.gateway.told()
        await self.until(lambda: self.gateway.heard(told))

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """What happens meanwhile reaches the app by no event, not even when it resumes."""
        self.gateway.loses_all = True
        try:
            yield
        finally:
            self.gateway.loses_all = False

    @asynccontextmanager
    async def raw(self) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """A socket to the gateway, uncompressed, for what no client would say."""
        async with aiohttp.ClientSession() as session, session.ws_connect(self.gateway_url) as socket:
            yield socket

    # ---- faults

    def fail(self, pattern: str, fault: Fault, times: int = 1) -> None:
        """The next of these calls ("*": any) go wrong like this."""
        self._door.faults.add(pattern, fault, times)

    @property
    def unmet(self) -> list[str]:
        """What should have gone wrong, and no such call was made."""
        return self._door.faults.left

    def recover(self) -> None:
        """Nothing is to go wrong any more; a ban is over, every window is new."""
        self._door.faults.clear()
        self._door.limits.forget()

    @property
    def banned(self) -> bool:
        """By Cloudflare, for too many invalid requests."""
        return self._door.banned

    @property
    def refused(self) -> list[Call]:
        """Calls that were answered with 401, 403 or 429."""
        return [call for call in self.calls if call.status in (401, 403, 429)]
