"""The stand-in itself: a Slack of one workspace and one app (more on request), on a free local port.

Unmodified slack-bolt and slack-sdk talk to it: Web API, Socket Mode, signed events.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, Self, TypeVar

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Middleware

from tests.standins.changes import Changes
from tests.standins.clock import Clock

from . import story
from .api import WebApi
from .app import SCOPES, App, new_id
from .calls import Call
from .delivery import PATIENCE, RETRIES, Delivery, Postman
from .faults import Fault
from .interactions import Interaction, Interactions
from .manifest import Declared
from .oauth import OAuth
from .outbox import Outbox
from .responses import PATH as RESPONSES
from .responses import Responses
from .signed import SignedRequests
from .sockets import PATH, Ack, Sockets
from .state import Message
from .team import Team
from .uploads import Uploads
from .workspace import Workspace
from .world import Habits, World

T = TypeVar("T")

PATIENT = 30.0  # real seconds: long enough for a machine that does much else
ACK_WITHIN = 3.0


class StandInSlack(Team):
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
        workspace = Workspace(self.world, self.app, self._outbox.publish)
        super().__init__(workspace, Interactions(self._changes.ring), Responses())
        self.apps, self.workspaces = [self.app], [self.workspace]
        self.interactions: list[Interaction] = self._interactions.made
        self.uploads = Uploads(self.world, self.workspaces)
        self._ack_within = ack_within
        self._api = WebApi(self.world)
        self.oauth = OAuth(self.world, self.apps, self.workspaces, self._api.tokens)
        self._api.open["oauth.v2.access"] = self.oauth.access
        self._api.tokens |= {self.bot_token: self.workspace, self.app_token: self.app}
        self.calls: list[Call] = self._api.calls
        self.acks: list[Ack] = self.sockets.acks
        self.deliveries: list[Delivery] = self._postman.deliveries
        self.around: list[Middleware] = []
        """Who stands around each request that comes in, from the start on."""
        self._port = 0
        self._signed: SignedRequests | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=self.around)
        app.router.add_route("*", "/api/{method}", self._api.handle)
        app.add_routes(self.uploads.routes())
        app.router.add_get(PATH, self._link)
        app.router.add_get("/oauth/v2/authorize", self.oauth.authorize)
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
        for app in self.apps:
            await app.sockets.close()
        await self._session.close()
        await self._runner.cleanup()

    async def _link(self, request: web.Request) -> web.StreamResponse:
        wanted = request.query.get("app_id")
        return await next((app for app in self.apps if app.id == wanted), self.app).sockets.handle(request)

    # ---- addresses

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/api/"

    # ---- more apps and workspaces

    def configure(self, manifest: Mapping[str, Any]) -> None:
        """The app has this manifest from now on, and is installed with its scopes."""
        self.app.declared = declared = Declared.read(manifest)
        self.app.scopes = declared.scopes
        for workspace in self.workspaces:
            if workspace.app is self.app:
                workspace.scopes = declared.scopes

    def another_app(self, name: str) -> App:
        """With secrets and sockets of its own; it is nowhere installed yet."""
        id = new_id("A")
        app = App(id, Sockets(id, self.world, self._ack_within), name, self.app.scopes)
        self.apps.append(app)
        self._api.tokens[app.app_token] = app
        return app

    def another_team(self, name: str, *, app: App | None = None, installed: bool = True) -> Team:
        """Another workspace, with this app or another one; not installed, it waits for OAuth."""
        workspace = Workspace(self.world, app or self.app, self._outbox.publish, name)
        if not installed:
            workspace.revoked = "account_inactive"
        self.workspaces.append(workspace)
        self._api.tokens[workspace.bot_token] = workspace
        return Team(workspace, self._interactions, self._responses)

    # ---- what Slack holds

    def message(self, ts: str) -> Message:
        return self._holding(ts).find(ts)

    def _holding(self, ts: str) -> Workspace:
        """A ts is unique in the whole stand-in."""
        for workspace in self.workspaces:
            if any(channel.find(ts) for channel in workspace.channels.values()):
                return workspace
        raise LookupError(f"no message {ts}")

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    @property
    def lost(self) -> list[Delivery]:
        return [delivery for delivery in self.deliveries if delivery.state == "lost"]

    # ---- waiting

    async def until(self, condition: Callable[[], T], within: float = PATIENT) -> T:
        """What the condition returns once it is true; looked at again after every change of this Slack."""
        return await self._changes.until(condition, within, lambda: story.told(self))

    async def settled(self, within: float = PATIENT) -> None:
        """Every event, click and command so far is acknowledged or lost."""
        await self.until(lambda: not self._under_way(), within)

    def _under_way(self) -> bool:
        sent: list[Delivery | Interaction] = [*self.deliveries, *self.interactions]
        return any(one.state == "under way" for one in sent)

    # ---- events

    def deliver_to(self, url: str, app: App | None = None) -> None:
        """HTTP mode from now on: signed requests to this address instead of sockets."""
        app = app or self.app
        app.carrier = signed = SignedRequests(
            url,
            secret=app.signing_secret,
            token=app.verification_token,
            clock=self.clock,
            ring=self._changes.ring,
            session=self._session,
            answer_within=self._ack_within,
        )
        if app is self.app:
            self._signed = signed

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
            self._outbox.again(self._telling(ts), ts, event_id, kind)

    def _telling(self, ts: str) -> Workspace:
        """Whose event it was; the message itself may be deleted by now."""
        for delivery in self.deliveries:
            if delivery.event.get("ts") == ts:
                return next(one for one in self.workspaces if one.team == delivery.payload["team_id"])
        raise LookupError(f"no event was sent for {ts}")

    async def echo(self, ts: str, times: int = 1) -> None:
        """message_changed events in which nothing changed."""
        for _ in range(times):
            self._holding(ts).echo(self.message(ts))

    async def unfurl(self, ts: str, url: str) -> None:
        """Slack adds a preview of a link to a message; its text stays as it was."""
        self._holding(ts).unfurl(self.message(ts), {"from_url": url, "title": "a page", "fallback": url, "id": 1})

    async def refresh_sockets(self, reason: str = "refresh_requested") -> None:
        await self.sockets.refresh(reason)

    def cut_sockets(self) -> None:
        """The connections break without a goodbye."""
        self.sockets.cut()

    # ---- faults

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next calls of this method ("*": of any) go wrong like this."""
        self._api.faults.add(method, fault, times)

    def recover(self) -> None:
        """Nothing is to go wrong any more."""
        self._api.faults.clear()
