"""The command ``threadbridge web``: a link that opens the web page, once, in one browser."""

import asyncio
import sys
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from bridge.cli.console import ConfigFile, finish
from bridge.errors import BadConfig
from bridge.texts import Phrase, say

if TYPE_CHECKING:
    from bridge.config import Config

PATIENCE = 2.0
"""Seconds for a page on this computer to answer."""


def web(
    browser: Annotated[bool, typer.Option("--open", help="Open it in this computer's browser.")] = False,
    sign_out: Annotated[bool, typer.Option("--sign-out", help="Sign every browser out instead.")] = False,
    config: ConfigFile = None,
) -> None:
    """A link that opens the web page of the Threadbridge that runs, once and within minutes.

    Example: threadbridge web --open
    """
    from bridge.config import load

    settings = load(config)
    if sign_out:
        finish(_sign_everybody_out(settings))
        print(say("web_all_out", settings.defaults.language), file=sys.stderr)
    elif opened := finish(_link(settings)):
        print(opened)
        if browser:
            webbrowser.open(opened)


async def _link(settings: "Config") -> str:
    from platforms.web.doors.visitors import MINUTES, invitation, link
    from platforms.web.settings import WebSettings
    from storage.store import open_store

    if not settings.has("web"):
        raise BadConfig(what=Phrase("web_not_set_up"))
    page, language = settings.settings("web", WebSettings), settings.defaults.language
    if not page.port:
        raise BadConfig(what=Phrase("web_any_port"))
    address = page.reached_at(page.port)
    async with open_store(settings.database) as store:
        secret = await invitation(store)
    print(say("web_link", language, minutes=MINUTES), file=sys.stderr)
    if not await _answers(page.reached_at(page.port)):
        print(say("web_not_running", language, address=address), file=sys.stderr)
    return link(address, secret)


async def _sign_everybody_out(settings: "Config") -> None:
    from storage.store import open_store

    async with open_store(settings.database) as store:
        await store.leave()


async def _answers(address: str) -> bool:
    parts = urlsplit(address)
    port = parts.port or {"https": 443}.get(parts.scheme, 80)
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(parts.hostname, port)
            writer.close()
            return True
    return False
