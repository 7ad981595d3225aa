"""Which address is what, and what holds for every request: a way in, a name, an id, and errors in one envelope."""

import time
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import uuid4

from aiohttp import web

from bridge.bridge import Bridge
from bridge.errors import Walled
from bridge.metrics import CONTENT_TYPE
from bridge.protocols import Keyring
from bridge.waiting.gate import Standing
from platforms.addresses import is_loopback
from platforms.http.answer.vocabulary import Vocabulary
from platforms.http.asking.choosing import Choosing
from platforms.http.asking.earlier import Earlier
from platforms.http.asking.heads import Heads
from platforms.http.asking.repeats import Repeats
from platforms.http.doors.keys import Caller, Keys
from platforms.http.doors.line import Lines
from platforms.http.doors.origins import Doors, is_preflight
from platforms.http.doors.rates import Rates
from platforms.http.errors import UNAVAILABLE, ApiError
from platforms.http.passing.following import Following
from platforms.http.passing.outgoing import Upstreams
from platforms.http.passing.relay import Relay
from platforms.http.request.body import fields_of
from platforms.http.serving import responses
from platforms.http.serving.document import published
from platforms.http.serving.endpoints import ENDPOINTS, Endpoint
from platforms.http.serving.envelope import refusal, reply
from platforms.http.serving.exchange import Exchange, Shared
from platforms.http.serving.finding import found
from platforms.http.serving.models import Offered
from platforms.http.serving.reading import body_of
from platforms.http.settings import HttpSettings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ID = web.RequestKey("ID", str)
"""Of the request, the question and the completion alike, so that each leads to the others."""
BEGAN = web.RequestKey("BEGAN", float)

STANDING = web.RequestKey("STANDING", dict[str, str])
"""The headers that tell the caller how many more requests it has."""

VERSION = "2020-10-01"
"""Of the protocol, as OpenAI's own answers say."""

TOLD = "/responses/{id:resp_[^/]+}"
"""A response that was told before; what else is behind this address, as /responses/compact, is none of ours."""


class Routes:
    """The addresses; each also without /v1."""

    def __init__(self, bridge: Bridge, settings: HttpSettings, keyring: Keyring | None = None) -> None:
        self._bridge, self._settings = bridge, settings
        self._keys = Keys(settings.keys, keyring, alone=is_loopback(settings.host))
        self._doors, self._rates = Doors(settings), Rates()
        self._vocabulary = Vocabulary(settings.vocabulary)
        self._upstreams = Upstreams(bridge, settings.meant, settings.background)
        self._heads = Heads(bridge)
        self._following = Following(self._heads)
        self._shared = Shared(
            bridge,
            settings,
            self._vocabulary,
            Choosing(bridge, settings, self._heads),
            Earlier(bridge),
            Repeats(),
            Lines(bridge, settings.queue),
        )
        self._offered = Offered(bridge, settings)

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._around], client_max_size=self._settings.body_limit)
        for start in ("", "/v1"):
            for endpoint in ENDPOINTS:
                app.router.add_post(start + endpoint.path, partial(self._ask, endpoint))
            app.router.add_get(f"{start}{TOLD}", partial(self._again, responses.get))
            app.router.add_delete(f"{start}{TOLD}", partial(self._again, responses.delete))
            app.router.add_get(f"{start}{TOLD}/input_items", partial(self._again, responses.input_items))
            app.router.add_post(f"{start}{TOLD}/cancel", partial(self._again, responses.cancel))
            app.router.add_get(f"{start}/models", self._models)
            app.router.add_get(f"{start}/models/{{id:.+}}", self._model)
            app.router.add_get(f"{start}/health", self._health)
            app.router.add_get(f"{start}/openapi.json", self._document)
        app.router.add_get("/metrics", self._metrics)
        app.router.add_get("/api/find", self._find)
        app.on_response_prepare.append(self._mark)
        app.on_startup.append(self._open)
        app.on_cleanup.append(self._close)
        app.cleanup_ctx.append(self._vocabulary.loading)
        return app

    async def _open(self, app: web.Application) -> None:
        if self._upstreams:
            await self._heads.load()

    async def _close(self, app: web.Application) -> None:
        await self._heads.close()

    @web.middleware
    async def _around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        request[ID], request[BEGAN], request[STANDING] = uuid4().hex, time.perf_counter(), {}
        status = 499  # its caller left, if nothing else comes of it
        try:
            response = await self._answered(request, handler)
            status = response.status
            return response
        finally:
            resource = request.match_info.route.resource
            self._bridge.metrics.request(resource.canonical if resource else "other", status)

    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._doors.check(request.headers, keyless=await self._keys.open())
            if is_preflight(request.method, request.headers):
                return web.Response(status=204, headers=self._doors.preflight(request.headers))
            return await handler(request)
        except Exception as error:
            return refusal(error, request, request[ID])

    async def _counted(self, request: web.Request) -> Caller:
        """Who asks, and one request less for them."""
        caller = await self._keys.caller(request.headers)
        request[STANDING] = self._rates.take(caller)
        return caller

    async def _ask(self, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
        caller = await self._counted(request)
        if self._upstreams:
            fields = fields_of(await body_of(request))
            if outgoing := self._upstreams.to(endpoint.path, fields, request.headers, caller):
                return await Relay(self._bridge, self._following, outgoing, request[ID]).answer(request)
        return await Exchange(self._shared, endpoint, caller, request[ID]).answer(request)

    async def _again(self, does: responses.Does, request: web.Request) -> web.StreamResponse:
        """What was told before."""
        caller = await self._counted(request)
        return await does(self._bridge, caller.name, request)

    async def _models(self, request: web.Request) -> web.Response:
        return reply(await self._offered.listed(await self._keys.caller(request.headers)))

    async def _model(self, request: web.Request) -> web.Response:
        caller = await self._keys.caller(request.headers)
        return reply(await self._offered.one(caller, request.match_info["id"]))

    async def _find(self, request: web.Request) -> web.Response:
        """Not a question: it counts as one request, and costs nothing."""
        return reply(await found(self._bridge, await self._counted(request), request.query))

    async def _health(self, request: web.Request) -> web.Response:
        """Who shows no key learns only that we are there, and that the program is not at its beginning any more."""
        if not self._bridge.resumed:
            raise ApiError(503, "It is starting.", type=UNAVAILABLE, code="starting")
        if self._bridge.ending:
            raise ApiError(503, "It is ending.", type=UNAVAILABLE, code="ending")
        try:
            await self._keys.caller(request.headers)
        except ApiError:
            return reply({"status": "ok"})
        stands = {name: await self._bridge.standing(name) for name in self._bridge.gates}
        waiting = any(one.wall for one in stands.values())
        backends = [told(name, one) for name, one in stands.items()]
        return reply({"status": "waiting" if waiting else "ok", "backends": backends})

    async def _metrics(self, request: web.Request) -> web.Response:
        await self._keys.caller(request.headers)
        return web.Response(body=self._bridge.metrics.exposed(), headers={"content-type": CONTENT_TYPE})

    async def _document(self, request: web.Request) -> web.Response:
        return web.Response(body=published(), content_type="application/json")

    async def _mark(self, request: web.Request, response: web.StreamResponse) -> None:
        if ID in request:
            standing, spent = request[STANDING], round(1000 * (time.perf_counter() - request[BEGAN]))
            names = {
                "x-request-id": f"req_{request[ID]}",
                "openai-processing-ms": str(spent),
                "openai-version": VERSION,
            }
            for name, value in {**self._doors.shared(request.headers), **names, **standing}.items():
                response.headers.setdefault(name, value)


def told(name: str, stands: Standing) -> dict[str, object]:
    """How it is with one backend."""
    wall, line = stands.wall, stands.line
    if wall is None:
        return {"backend": name, "state": "ready"}
    places = [{"place": place, "thread": str(thread)} for place, thread in enumerate(line, 1)]
    over_at = wall.over_at if isinstance(wall, Walled) else None
    why = {"error": type(wall).__name__, "message": str(wall), "since": int(stands.since), "over_at": over_at}
    return {"backend": name, "state": "waiting", **why, "waiting": len(line), "line": places}
