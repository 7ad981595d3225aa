"""The completions endpoint: whatever speaks OpenAI's protocol can ask.

settings      the section [http] of config.toml
ids           the ids of responses, and where they lead                                pure
request/      their body → one frozen Chat, or an ApiError that names the field    pure
doors/        who comes in, and under which name
asking/       which Thread a request belongs to, and what is asked there
answer/       what comes of the answer, in the pieces that every wire has
render/       pieces → bytes, to the letter of each protocol                       pure
passing/      the other way: passed on to an API as it is, and back byte by byte
serving/      a request from its first byte to its last
errors        our errors → their status, type and code: one table                  pure
platform      the server
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bridge.errors import BadConfig
from bridge.protocols import Keyring, Plugin, Site
from platforms.addresses import is_loopback
from platforms.http.settings import HttpSettings

if TYPE_CHECKING:
    from platforms.http.platform import HttpPlatform


@asynccontextmanager
async def open_http(settings: HttpSettings, site: Site) -> AsyncIterator["HttpPlatform"]:
    """The endpoint; BadConfig when it would answer strangers."""
    if not is_loopback(settings.host) and not settings.keys and not await _ever_made(site.keyring):
        raise BadConfig(
            what=f"[http] host = {settings.host!r} lets other machines in, so it needs a key. Make one with "
            '`threadbridge keys add NAME`, or write [http.keys.NAME] with secret = "…" (at least 8 characters), '
            'or host = "127.0.0.1".'
        )
    from platforms.http.platform import HttpPlatform  # aiohttp is not loaded before somebody serves

    yield HttpPlatform(settings, site.keyring)


async def _ever_made(keyring: Keyring | None) -> bool:
    """Where all were revoked since nobody is let in, but a new one may be made while we serve."""
    return keyring is not None and bool(await keyring.keys())


plugin = Plugin(settings=HttpSettings, open=open_http)
