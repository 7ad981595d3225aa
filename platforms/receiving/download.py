"""Files that a platform keeps, loaded from its own hosts and from no other."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from bridge.errors import FileUnread, PlatformError
from bridge.texts import Phrase
from platforms.receiving.files import check_size

TIMEOUT = aiohttp.ClientTimeout(total=300, sock_read=30)
REDIRECTS = 3
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Depot:
    """Where a platform keeps files."""

    platform: str
    """Its name, for people."""
    session: aiohttp.ClientSession
    api: str
    """Where we were told that its API is; files may be there, too."""
    hosts: Collection[str]
    """Its own, with all that end in a dot and one of them."""
    head: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What is said to these hosts, and to them only."""
    refused: str = "file_gone"
    """What it means that it does not give a file to us."""

    async def load(self, name: str, address: str, most: int) -> tuple[bytes, str]:
        """The bytes and the media type that they were sent as.

        FileUnread when it can't be had, PlatformError when it can't be had now.
        """
        try:
            async with self._opened(name, address) as answer:
                check_size(name, answer.content_length or 0, most)
                content = bytearray()
                async for chunk in answer.content.iter_chunked(CHUNK):
                    content += chunk
                    check_size(name, len(content), most)
                return bytes(content), answer.content_type
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise PlatformError(
                what=f"{self.platform}'s files can't be reached ({type(error).__name__})"
            ) from error

    @asynccontextmanager
    async def _opened(self, name: str, address: str) -> AsyncIterator[aiohttp.ClientResponse]:
        """Redirects are followed by hand, for they may lead elsewhere."""
        for _ in range(REDIRECTS + 1):
            if not self._is_theirs(address):
                break
            async with self.session.get(
                address, headers=self.head, allow_redirects=False, timeout=TIMEOUT
            ) as answer:
                if not 300 <= answer.status < 400:
                    self._check(name, answer.status)
                    yield answer
                    return
                address = urljoin(address, answer.headers.get("Location", ""))
        raise FileUnread(name=name, what=Phrase("file_elsewhere", platform=self.platform))

    def _is_theirs(self, address: str) -> bool:
        try:
            to = URL(address)
            if to.origin() == URL(self.api).origin():
                return True
        except ValueError:
            return False
        host = to.host or ""
        ours = any(host == one or host.endswith(f".{one}") for one in self.hosts)
        return ours and to.scheme == "https" and to.is_default_port()

    def _check(self, name: str, status: int) -> None:
        if status == 429 or status >= 500:
            raise PlatformError(what=f"{self.platform} does not give the file {name} at the moment (HTTP {status})")
        if status in (401, 403):
            raise FileUnread(name=name, what=Phrase(self.refused))
        if status != 200:
            raise FileUnread(name=name, what=Phrase("file_gone"))
