"""Files that callers name by their address, loaded from the public web and from nowhere else.

Every address that a name leads to is looked at before it is connected to, and it is that address which is connected
to: a name that leads elsewhere a moment later (DNS rebinding) changes nothing. Redirects are followed by hand, and
each is looked at like the first.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bridge.errors import FileUnread
from bridge.texts import Phrase
from bridge.types import Attachment, File
from platforms.http.asking.files import PICTURE
from platforms.http.asking.guard import NotPublic, is_public, public
from platforms.http.request.parts import fits_its_name
from platforms.receiving.files import check_content, check_size, named, picture

SECONDS = 20
"""For everything: the name, the redirects, the bytes."""
REDIRECTS = 3
CHUNK = 65_536
HEAD = {"User-Agent": "Threadbridge", "Accept": "*/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Web:
    """Where files are fetched from; ``largest`` is in bytes."""

    largest: int
    seconds: float = SECONDS
    reaches: Callable[[str], bool] = is_public
    allows: Callable[[str], URL] = public
    names: Callable[[], AbstractResolver] = aiohttp.ThreadedResolver

    async def fetch(self, attachment: Attachment) -> File:
        """The file, known to be what it is said to be; FileUnread for whatever stands in the way."""
        name = attachment.name
        try:
            async with asyncio.timeout(self.seconds):
                kind, content = await self._loaded(name, attachment.source)
        except TimeoutError:
            raise FileUnread(name=name, what=Phrase("file_slow", seconds=f"{self.seconds:g}")) from None
        except (NotPublic, aiohttp.ClientError, OSError, ValueError) as error:
            raise FileUnread(name=name, what=Phrase(_reason(error))) from error
        return _checked(name, kind, content, is_picture=attachment.kind == PICTURE)

    async def _loaded(self, name: str, address: str) -> tuple[str, bytes]:
        """The media type and the bytes."""
        async with self._session() as session:
            for _ in range(REDIRECTS + 1):
                async with session.get(self.allows(address), headers=HEAD, allow_redirects=False) as answer:
                    if 300 <= answer.status < 400 and "Location" in answer.headers:
                        address = urljoin(address, answer.headers["Location"])
                        continue
                    if answer.status != 200:
                        raise FileUnread(name=name, what=Phrase("file_status", status=answer.status))
                    return answer.content_type, await self._read(name, answer)
        raise FileUnread(name=name, what=Phrase("file_redirects"))

    async def _read(self, name: str, answer: aiohttp.ClientResponse) -> bytes:
        check_size(name, answer.content_length or 0, self.largest)
        content = bytearray()
        async for chunk in answer.content.iter_chunked(CHUNK):
            content += chunk
            check_size(name, len(content), self.largest)
        return bytes(content)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """One for each file: no cookies, no proxy from the environment, no connection that is used again."""
        guarded = _Guarded(self.names(), self.reaches)
        connector = aiohttp.TCPConnector(
            resolver=guarded, use_dns_cache=False, force_close=True, socket_factory=self._socket
        )
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(connector=connector, cookie_jar=jar, trust_env=False) as session:
            yield session

    def _socket(self, to: tuple[Any, ...]) -> socket.socket:
        """The last look, at the very address that is connected to."""
        family, kind, protocol, _, address = to
        if not self.reaches(address[0]):
            raise NotPublic
        return socket.socket(family, kind, protocol)


class _Guarded(AbstractResolver):
    """Names that lead to addresses which may be reached, all of them."""

    def __init__(self, inner: AbstractResolver, reaches: Callable[[str], bool]) -> None:
        self._inner, self._reaches = inner, reaches

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(self._reaches(one["host"]) for one in found):
            raise NotPublic
        return found

    async def close(self) -> None:
        await self._inner.close()


def _reason(error: Exception) -> str:
    """Which sentence says what stood in the way; nothing of what a server inside a network said."""
    inner: BaseException | None = error
    while inner is not None and not isinstance(inner, NotPublic):
        inner = getattr(inner, "os_error", None) or inner.__cause__
    return "file_unreachable" if inner is None else "file_not_public"


def _checked(name: str, kind: str, content: bytes, *, is_picture: bool) -> File:
    if is_picture:
        if not (found := picture(content)):
            raise FileUnread(name=name, what=Phrase("file_no_picture"))
        return File(f"{PurePosixPath(name).stem}.{'jpg' if found == 'jpeg' else found}", content)
    name = named(name, kind)
    check_content(name, kind, content)
    if not fits_its_name(name, content):
        raise FileUnread(name=name, what=Phrase("file_other"))
    return File(name, content)
