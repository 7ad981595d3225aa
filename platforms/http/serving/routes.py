"""Which address is what, and what holds for every request: a way in, a name, an id, and errors in one envelope."""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from uuid import uuid4

import orjson
from aiohttp import web

from bridge.bridge import Bridge
from bridge.errors import BackendError, BridgeError, NotConfigured
from bridge.metrics import CONTENT_TYPE
from bridge.protocols import Keyring
from bridge.types import Model
from bridge.waiting import Gate
from platforms.http.answer.vocabulary import Vocabulary
from platforms.http.asking.choosing import Choosing
from platforms.http.asking.earlier import Earlier
from platforms.http.asking.repeats import Repeats
from platforms.http.doors.allowed import may, may_name, own_backend
from platforms.http.doors.keys import Keys
from platforms.http.doors.line import Lines
from platforms.http.doors.origins import Doors, is_preflight
from platforms.http.doors.rates import Rates
from platforms.http.errors import UNAVAILABLE, ApiError, crash, told
from platforms.http.passing.following import Following
from platforms.http.passing.passage import Passage
from platforms.http.passing.way import Ways
from platforms.http.request.body import fields_of
from platforms.http.serving import responses
from platforms.http.serving.document import published
from platforms.http.serving.endpoints import ENDPOINTS, Endpoint
from platforms.http.serving.exchange import Exchange, Shared
from platforms.http.serving.reading import body_of
from platforms.http.settings import DEFAULT_MODEL, HttpSettings, is_loopback

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

logger = logging.getLogger(__name__)

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
        self._ways = Ways(bridge, settings.meant, settings.background)
        self._choosing = Choosing(bridge, settings)
        self._following = Following(self._choosing.heads)
        self._shared = Shared(
            bridge,
            settings,
            self._vocabulary,
            self._choosing,
            Earlier(bridge),
            Repeats(),
            Lines(bridge, settings.queue),
        )
        self._started = int(time.time())

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
        app.on_response_prepare.append(self._mark)
        app.on_startup.append(self._open)
        app.on_cleanup.append(self._close)
        app.cleanup_ctx.append(self._vocabulary.loading)
        return app

    async def _open(self, app: web.Application) -> None:
        if self._ways:
            await self._choosing.heads.load()

    async def _close(self, app: web.Application) -> None:
        await self._choosing.close()

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
            said = _as_api_error(error, request)
            return web.Response(
                status=said.status, body=said.body(), content_type="application/json", headers=said.headers
            )

    async def _ask(self, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
        caller = await self._keys.caller(request.headers)
        request[STANDING] = self._rates.take(caller)
        if self._ways:
            fields = fields_of(await body_of(request))
            if way := self._ways.to(endpoint.path, fields, request.headers, caller):
                return await Passage(self._bridge, self._following, way, request[ID]).answer(request)
        return await Exchange(self._shared, endpoint, caller, request[ID]).answer(request)

    async def _again(self, does: responses.Does, request: web.Request) -> web.StreamResponse:
        """What was told before."""
        caller = await self._keys.caller(request.headers)
        request[STANDING] = self._rates.take(caller)
        return await does(self._bridge, caller.name, request)

    async def _models(self, request: web.Request) -> web.Response:
        return _json({"object": "list", "data": [self._described(model) for model in await self._offered(request)]})

    async def _model(self, request: web.Request) -> web.Response:
        id = request.match_info["id"]
        for model in await self._offered(request):
            if model.id == id:
                return _json(self._described(model))
        raise ApiError(404, f"The model '{id}' does not exist. GET /v1/models lists them.", code="model_not_found")

    async def _health(self, request: web.Request) -> web.Response:
        """Who shows no key learns only that we are there, and that the program is not at its beginning any more."""
        if not self._bridge.resumed:
            raise ApiError(503, "It is starting.", type=UNAVAILABLE, code="starting")
        try:
            await self._keys.caller(request.headers)
        except ApiError:
            return _json({"status": "ok"})
        gates = self._bridge.gates.values()
        waiting = any(gate.wall for gate in gates)
        return _json({"status": "waiting" if waiting else "ok", "backends": [standing(gate) for gate in gates]})

    async def _metrics(self, request: web.Request) -> web.Response:
        await self._keys.caller(request.headers)
        return web.Response(body=self._bridge.metrics.exposed(), headers={"content-type": CONTENT_TYPE})

    async def _document(self, request: web.Request) -> web.Response:
        return web.Response(body=published(), content_type="application/json")

    async def _offered(self, request: web.Request) -> list[Model]:
        """First what leaves the choice to us, then what the caller's own backend has, then the others."""
        caller = await self._keys.caller(request.headers)
        own = own_backend(caller, self._bridge)
        if own not in self._bridge.backends:
            raise NotConfigured(backend=own)
        models = [Model(name, "threadbridge") for name in (DEFAULT_MODEL, *self._settings.aliases)]
        allowed = [name for name in self._bridge.backends if may(caller.backends, name)]
        for name in sorted(allowed, key=lambda name: (name != own, name)):
            before = "" if name == own else f"{name}:"
            try:
                models += [replace(one, id=before + one.id) for one in await self._bridge.controls.models(name)]
            except BackendError as error:
                logger.warning("the models of %s are not known: %s", name, error)
        listed = dict[str, Model]()
        for model in models:
            if may_name(caller, model.id, self._settings.meant(model.id), self._bridge):
                listed.setdefault(model.id, model)  # an alias hides what has its name
        return [*listed.values()]

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

    def _described(self, model: Model) -> dict[str, object]:
        return {"id": model.id, "object": "model", "created": self._started, "owned_by": model.owner}


def standing(gate: Gate) -> dict[str, object]:
    """How it is with one backend."""
    wall, line = gate.wall, gate.line
    if wall is None:
        return {"backend": gate.name, "state": "ready"}
    places = [{"place": place, "thread": str(turn.thread)} for place, turn in enumerate(line, 1)]
    why = {"error": type(wall).__name__, "message": str(wall), "since": int(gate.since), "over_at": wall.over_at}
    return {"backend": gate.name, "state": "waiting", **why, "waiting": len(line), "line": places}


def _json(value: object) -> web.Response:
    return web.Response(body=orjson.dumps(value), content_type="application/json")


def _as_api_error(error: Exception, request: web.Request) -> ApiError:
    match error:
        case ApiError():
            return error
        case BridgeError():
            return told(error, asked=False)  # whatever was asked speaks through its feed
        case ConnectionError():
            return ApiError(499, "The caller left.")  # nobody reads it
        case web.HTTPMethodNotAllowed():
            return ApiError(405, _invalid_url(request), headers={"allow": error.headers["allow"]})
        case web.HTTPException():
            return ApiError(error.status, _invalid_url(request) if error.status == 404 else error.reason)
        case _:
            logger.error("a bug in request %s", request[ID], exc_info=error)
            return crash(request[ID])


def _invalid_url(request: web.Request) -> str:
    return f"Invalid URL ({request.method} {request.rel_url.raw_path})"
