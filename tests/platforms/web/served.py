"""The page on a real socket, with a fake backend behind a real bridge and a real ledger."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import aiohttp

from bridge.bridge import Bridge
from bridge.protocols import Backend, Directory, Platform
from platforms.web.platform import WebPlatform
from platforms.web.settings import WebSettings
from storage.store import SqlStore, open_store
from tests.fakes import same_rules_everywhere


@dataclass(frozen=True)
class Shown:
    """What a browser got."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def words(self) -> str:
        """As people read it."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.text)).split())


@dataclass(frozen=True)
class Served:
    """A running page and everything behind it; ``http`` is a browser's."""

    address: str
    page: WebPlatform
    bridge: Bridge
    store: SqlStore
    http: aiohttp.ClientSession

    async def get(self, path: str, **headers: str) -> Shown:
        """Without following where it leads."""
        asked = {"Accept": "text/html", **_named(headers)}
        async with self.http.get(self.address + path, headers=asked, allow_redirects=False) as response:
            return Shown(response.status, await response.text(errors="replace"), response.headers)

    async def post(self, path: str, data: object = None, **headers: str) -> Shown:
        """As a form of the page's own sends it."""
        sent = {"Origin": self.address, **_named(headers)}
        how: dict[str, Any] = {"data": data, "headers": sent, "allow_redirects": False}
        async with self.http.post(self.address + path, **how) as response:
            return Shown(response.status, await response.text(errors="replace"), response.headers)

    async def link(self) -> str:
        """What a new link holds."""
        return (await self.page.invitation()).rpartition("#")[2]

    async def enter(self) -> None:
        assert (await self.post("/enter", {"link": await self.link()})).status == 303


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@asynccontextmanager
async def serving(
    backend: Backend,
    folder: Path,
    rules: Directory = same_rules_everywhere,
    platforms: Mapping[str, Platform] | None = None,
    **settings: Any,
) -> AsyncIterator[Served]:
    """Serves on a free port until the block is left; nobody is signed in yet."""
    jar = aiohttp.CookieJar(unsafe=True)  # it would take no cookies of an address
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'ledger.db'}") as store,
        aiohttp.ClientSession(cookie_jar=jar) as http,
    ):
        page = WebPlatform(WebSettings.model_validate({"port": 0, "name": "ana", **settings}), store, store)
        bridge = Bridge(store, {"fake": backend}, {"web": page, **(platforms or {})}, rules)
        running = asyncio.create_task(page.run(bridge))
        try:
            await page.serving.wait()
            await bridge.resume()
            yield Served(f"http://127.0.0.1:{page.port}", page, bridge, store, http)
        finally:
            running.cancel()
            await asyncio.wait({running})
            await bridge.close()
