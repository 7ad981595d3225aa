"""The completions endpoint: whatever speaks OpenAI's protocol can ask.

settings      the section [http] of config.toml
doors, keys   who comes in, and under which name
request       their body → one frozen Chat, or a 400 that names the field         pure
  messages    one of its messages
  checks      the fields that are looked at and not honoured
question      Chat → our Question; how a transcript is written                     pure
chat          one request: ask, and answer whole
  stream      … or as it comes
  hearing     waiting for the next event, but not for ever
answer        what of the answer has come, and what of it was told                 pure
render        our answer → their JSON and their server-sent events                 pure
errors        our errors → their status, type and code: one table                  pure
routes        which address is what, and the envelope around every answer
platform      the server
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bridge.errors import BadConfig
from bridge.protocols import Plugin, Site
from platforms.http.settings import HttpSettings, is_loopback

if TYPE_CHECKING:
    from platforms.http.platform import HttpPlatform


@asynccontextmanager
async def open_http(settings: HttpSettings, site: Site) -> AsyncIterator["HttpPlatform"]:
    """The endpoint; BadConfig when it would answer strangers."""
    if not settings.keys and not is_loopback(settings.host):
        raise BadConfig(
            what=f"[http] host = {settings.host!r} lets other machines in, so it needs a key. Write "
            '[http.keys.NAME] with secret = "…" (at least 8 characters), or host = "127.0.0.1".'
        )
    from platforms.http.platform import HttpPlatform  # aiohttp is not loaded before somebody serves

    yield HttpPlatform(settings)


plugin = Plugin(settings=HttpSettings, open=open_http)
