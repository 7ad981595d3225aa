"""The stand-in itself: a Slack of one workspace and one app, on a free local port.

Unmodified slack-bolt and slack-sdk talk to it: Web API, Socket Mode, signed events.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, Self, TypeVar

import aiohttp
from aiohttp import web

from . import story
from .api import WebApi
from .app import SCOPES, App, new_id
from .calls import Call
from .changes import Changes
from .clock import Clock
from .delivery import PATIENCE, RETRIES, Delivery, Postman
from .faults import Fault
from .interactions import Interaction, Interactions
from .outbox import Outbox
from .person import Person
from .responses import PATH as RESPONSES
from .responses import Responses
from .signed import SignedRequests
from .sockets import PATH, Ack, Sockets
from .state import Channel, Message, User
from .uploads import Uploads
from .workspace import Workspace
from .world import Habits, World

T = TypeVar("T")

ACK_WITHIN = 3.0
STATUS_FADES = 120.0


class StandInSlack:
    def __init__(
        self,
        *,
        limits: bool = True,
        speed: float = 1.0,
        retries: Sequence[float] = RETRIES,
        patience: Sequence[float] = PATIENCE,
        ack_within: float = ACK_WITHIN,
        streaming: bool | str = True,
        drops_overflow: bool = False,
        scopes: Collection[str] = SCOPES,
    ) -> None:
        self.clock = Clock(speed)
        self.habits = Habits(limits, streaming, drops_overflow)
        self._changes = Changes()
        self.world = World(self.clock, self.habits, self._changes.ring)
        self.app_id = new_id("A")
        self.sockets = Sockets(self.app_id, self.world, ack_within)
        self.app = App(self.app_id, self.sockets, scopes=frozenset(scopes))
        self.app_token, self.signing_secret = self.app.app_token, self.app.signing_secret
        self._postman = Postman(self.clock, self._changes.ring, retries, patience)
        self._outbox = Outbox(self._postman)
        self.workspace = Workspace(self.world, self.app, self._outbox.publish)
        self.team = self.workspace.team
        self.bot_user, self.bot_id = self.workspace.bot.id, self.workspace.bot.bot_id or ""
        self.bot_token = self.workspace.bot_token
        self._interactions, self._responses = Interactions(self._changes.ring), Responses()
        self.interactions: list[Interaction] = self._interactions.made
        self.uploads = Uploads(self.world, [self.workspace])
        self._ack_within = ack_within
        self._api = WebApi(self.world)
        self._api.tokens |= {self.bot_token: self.workspace, self.app_token: self.app}
        self.calls: list[Call] = self._api.calls
        self.acks: list[Ack] = self.sockets.acks
        self.deliveries: list[Delivery] = self._postman.deliveries
        self._port = 0
        self._signed: SignedRequests | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api.handle)
        app.add_routes(self.uploads.routes())
        app.router.add_get(PATH, self.sockets.handle)
        app.router.add_post(RESPONSES + "{key:.+}", self._responses.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        self.world.address = f"http://127.0.0.1:{self._port}"
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._postman.close()
        await self._interactions.close()
        self._api.faults.release()
        await self.sockets.close()
        await self._session.close()
        await self._runner.cleanup()

    # ---- addresses

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/api/"

    # ---- who and where

    def channel(self, name: str, *, private: bool = False, bot: bool = True) -> Channel:
        """A new channel; the app is a member unless told otherwise. `archived` can be set on it."""
        members = [self.bot_user] if bot else []
        return self.workspace.add_channel(name, "private" if private else "public", members)

    def dm(self, *people: Person) -> Channel:
        """The direct conversation of the app with one person, or a group one with several."""
        return self.workspace.im([person.id for person in people])

    def user(self, name: str) -> Person:
        return self._person(self.workspace.add_user(name))

    def other_bot(self, name: str) -> Person:
        """Somebody else's app: what it says carries its bot_id."""
        return self._person(self.workspace.add_user(name, bot=True))

    def _person(self, user: User) -> Person:
        return Person(self.workspace, user, self._interactions, self._responses)

    def bot_joins(self, channel: Channel) -> None:
        self.workspace.join(channel, self.workspace.bot)

    def bot_leaves(self, channel: Channel) -> None:
        """Somebody removes the app from the channel."""
        self.workspace.leave(channel, self.workspace.bot)

    # ---- what Slack holds

    def message(self, ts: str) -> Message:
        return self.workspace.find(ts)

    def status(self, channel: Channel, thread_ts: str) -> str:
        """The status line as a person sees it now: it fades after two minutes."""
        status = channel.statuses.get(thread_ts)
        return status.text if status and self.clock.now() - status.at < STATUS_FADES else ""

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    @property
    def lost(self) -> list[Delivery]:
        return [delivery for delivery in self.deliveries if delivery.state == "lost"]

    # ---- waiting

    async def until(self, condition: Callable[[], T], within: float = 5.0) -> T:
        """What the condition returns once it is true; looked at again after every change of this Slack."""
        return await self._changes.until(condition, within, lambda: story.told(self))

    async def settled(self, within: float = 5.0) -> None:
        """Every event, click and command so far is acknowledged or lost."""
        await self.until(lambda: not self._under_way(), within)

    def _under_way(self) -> bool:
        sent: list[Delivery | Interaction] = [*self.deliveries, *self.interactions]
        return any(one.state == "under way" for one in sent)

    # ---- events

    def deliver_to(self, url: str) -> None:
        """HTTP mode from now on: signed requests to this address instead of sockets."""
        self._signed = SignedRequests(
            url,
            secret=self.signing_secret,
            token=self.app.verification_token,
            clock=self.clock,
            ring=self._changes.ring,
            session=self._session,
            answer_within=self._ack_within,
        )
        self.app.carrier = self._signed

    @property
    def http(self) -> SignedRequests:
        if self._signed is None:
            raise AssertionError("no address yet: call deliver_to(url) first")
        return self._signed

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """What happens meanwhile reaches the app by no event, for it is away too long."""
        self._postman.loses_all = True
        try:
            yield
        finally:
            self._postman.loses_all = False

    async def verify_url(self) -> None:
        await self.http.verify()

    async def redeliver(
        self,
        ts: str,
        event_id: Literal["new", "same"] = "same",
        *,
        kind: Literal["message", "app_mention"] = "message",
        times: int = 1,
    ) -> None:
        """The event of this message again: as a retry, or under new event ids (seen: up to eleven of them)."""
        for _ in range(times):
            self._outbox.again(self.workspace, ts, event_id, kind)

    async def echo(self, ts: str, times: int = 1) -> None:
        """message_changed events in which nothing changed."""
        for _ in range(times):
            self.workspace.echo(self.message(ts))

    async def unfurl(self, ts: str, url: str) -> None:
        """Slack adds a preview of a link to a message; its text stays as it was."""
        self.workspace.unfurl(self.message(ts), {"from_url": url, "title": "a page", "fallback": url, "id": 1})

    async def refresh_sockets(self, reason: str = "refresh_requested") -> None:
        await self.sockets.refresh(reason)

    def cut_sockets(self) -> None:
        """The connections break without a goodbye."""
        self.sockets.cut()

    def revoke(self, error: str = "token_revoked") -> None:
        """Somebody removes the app: events say so, and its token is refused from now on."""
        self.workspace.revoke(error)

    # ---- faults

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next calls of this method ("*": of any) go wrong like this."""
        self._api.faults.add(method, fault, times)
