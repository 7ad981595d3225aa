"""ChatGPT's page in a real browser, as a Backend."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bridge.protocols import Backend, Plugin, Site
from scraper.settings import ChatGPTSettings


@asynccontextmanager
async def _open(settings: ChatGPTSettings, site: Site) -> AsyncIterator[Backend]:
    from scraper.backend import opened

    async with opened(settings, site.folder) as backend:
        yield backend


plugin = Plugin(settings=ChatGPTSettings, open=_open)
