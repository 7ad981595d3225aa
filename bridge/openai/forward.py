"""What a caller sends is passed on to the API as it is, and the API's bytes come back as they come.

The SDK would read every chunk and write it anew; here nobody reads them. What is ours is the address, the key, the
model where the caller names none, and one field that OpenAI's newer models refuse by its old name.
"""

import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from types import MappingProxyType
from urllib.request import getproxies, proxy_bypass

import orjson
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientOSError,
    ClientResponse,
    ClientResponseError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
)
from yarl import URL

from bridge.errors import BrokenOff, TookTooLong, Unavailable
from bridge.openai.settings import OpenAISettings
from bridge.protocols import Forwarded, Route

HEADERS = MappingProxyType(
    {
        "content-type": "application/json",
        "accept": "*/*",
        "accept-encoding": "identity",  # or every piece would have to be unpacked
        "user-agent": "threadbridge",
    }
)

CONNECT = 30.0
"""Seconds for a connection."""

BOTH: Sequence[Route] = ("chat/completions", "responses")

OPENAIS = frozenset({"api.openai.com"})
"""Hosts of OpenAI itself, whose newer models refuse ``max_tokens``; all of theirs take its new name."""


class Answered:
    """The API's answer while it comes."""

    def __init__(self, response: ClientResponse) -> None:
        self._content = response.content
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers

    @property
    def over(self) -> bool:
        return self._content.at_eof()

    async def more(self) -> bytes:
        try:
            return await self._content.readany()
        except (ClientError, OSError) as error:
            raise _broken(error) from error

    async def whole(self) -> bytes:
        try:
            return await self._content.read()
        except (ClientError, OSError) as error:
            raise _broken(error) from error


class Forwarding:
    """To one API, over connections that stay open."""

    def __init__(self, session: ClientSession, settings: OpenAISettings, section: str) -> None:
        base = URL(settings.base_url.rstrip("/"))
        self._session = session
        self._section = section
        self._model = settings.model
        self._tries = 1 + min(1, settings.retries)
        of_openai = base.host in OPENAIS
        self.routes = BOTH if of_openai or settings.api == "responses" else BOTH[:1]
        self._addresses = {route: base / route for route in self.routes}
        self._new_names = of_openai
        self._proxy = _proxy(base)

    @asynccontextmanager
    async def forward(self, route: Route, body: Mapping[str, object]) -> AsyncIterator[Forwarded]:
        response = await self._sent(self._addresses[route], orjson.dumps(self.meant(body)))
        try:
            if response.status in (401, 403):
                raise Unavailable(what=f"it does not accept the key. Set `api_key` in [{self._section}].")
            yield Answered(response)
        finally:
            if response.content.at_eof():
                response.release()
            else:
                response.close()  # the connection with it: nothing else says at once that nobody listens

    async def _sent(self, address: URL, body: bytes) -> ClientResponse:
        """A connection that was kept may have been closed at the other end just now: then once more."""
        for left in reversed(range(self._tries)):
            try:
                return await self._session.post(address, data=body, allow_redirects=False, proxy=self._proxy)
            except TimeoutError as error:
                raise TookTooLong from error
            except ClientError as error:
                lost = isinstance(error, ServerDisconnectedError | ClientOSError)
                if not left or not lost or isinstance(error, ClientConnectorError):
                    what = f"{_reason(error)} Check `base_url` in [{self._section}] and ask again."
                    raise Unavailable(what=what) from error
        raise AssertionError("there is a last try")

    def meant(self, body: Mapping[str, object]) -> Mapping[str, object]:
        meant = body if body.get("model") else {**body, "model": self._model}
        if self._new_names and meant.get("max_tokens") is not None:
            meant = {**meant}
            limit = meant.pop("max_tokens")
            if meant.get("max_completion_tokens") is None:
                meant["max_completion_tokens"] = limit
        return meant


@asynccontextmanager
async def forwarding(settings: OpenAISettings, section: str = "openai") -> AsyncIterator[Forwarding]:
    """Open until the block is left."""
    headers = dict(HEADERS)
    if settings.api_key is not None:
        headers["authorization"] = f"Bearer {settings.api_key.get_secret_value()}"
    trust = _trust() if URL(settings.base_url).scheme == "https" else True
    async with ClientSession(
        headers=headers,
        connector=TCPConnector(limit=0, ssl=trust),
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=None, sock_connect=CONNECT, sock_read=settings.timeout),
    ) as session:
        yield Forwarding(session, settings, section)


def _broken(error: Exception) -> BrokenOff:
    if isinstance(error, TimeoutError):
        return TookTooLong()
    return BrokenOff(what="the connection ended before the answer did")


def _reason(error: Exception) -> str:
    """For callers, who are not to know what a proxy's address has in it: aiohttp quotes that with its password."""
    if isinstance(error, ClientResponseError):
        return f"A proxy on the way there refused ({error.status} {error.message})."
    said = str(error) or type(error).__name__
    return said if said.endswith(".") else f"{said}."


def _trust() -> ssl.SSLContext:
    """The system's certificates, as the SDK takes them."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _proxy(address: URL) -> str | None:
    """What the environment says, once: aiohttp would look at every request."""
    host = address.host or ""
    with suppress(OSError):  # it looks the name up, on some systems
        if proxy_bypass(host):
            return None
    return getproxies().get(address.scheme)
