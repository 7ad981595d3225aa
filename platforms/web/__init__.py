"""The web page: all that was asked, to browse, to find and to go on with, and a place to ask.

settings   the section [web] of config.toml
paths      Threads and channels ↔ addresses                           pure
dates      days and times as people say them                          pure
doors/     who comes in: hosts, origins, links that open once
live       answers while they are written
names      what channels are called
render/    Markdown → HTML that can do no harm                        pure
pages/     what is shown, and what a form does
templates/ static/     the pages themselves, without a build step
platform   the server
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bridge.errors import BadConfig
from bridge.protocols import Plugin, Site
from platforms.web.settings import WebSettings

if TYPE_CHECKING:
    from platforms.web.platform import WebPlatform


@asynccontextmanager
async def open_web(settings: WebSettings, site: Site) -> AsyncIterator["WebPlatform"]:
    if site.visits is None:
        raise BadConfig(what="[web] needs a ledger that knows who is signed in.")
    from platforms.web.platform import WebPlatform  # aiohttp and Jinja2 are not loaded before somebody serves

    yield WebPlatform(settings, site.store, site.visits)


plugin = Plugin(settings=WebSettings, open=open_web)
