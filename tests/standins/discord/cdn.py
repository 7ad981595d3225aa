"""Where attachments lie: addresses that are signed and expire, and need no token.

Source: docs.discord.com "API Reference" (Signed Attachment CDN URLs: ex, is, hm), seen 2026-08; that they live for
a day was seen 2026-08.
"""

from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

if TYPE_CHECKING:
    from .state import Attachment
    from .world import World

LIVES = 24 * 3600.0

PATH = "/attachments/{channel}/{id}/{name}"


def address(one: "Attachment", channel: int, world: "World") -> str:
    """Made anew whenever Discord tells it."""
    now = int(world.clock.now())
    begins, ends = f"{now:x}", f"{now + int(LIVES):x}"
    path = f"/attachments/{channel}/{one.id}/{quote(one.name)}"
    return f"{world.address}{path}?ex={ends}&is={begins}&hm={_signed(one.id, begins, ends)}&"


class Cdn:
    def __init__(self, world: "World") -> None:
        self._world = world
        self.fetched: list[int] = []
        """The ids of the attachments that somebody read."""

    async def handle(self, request: web.Request) -> web.Response:
        one = self._find(request)
        if one is None:
            raise web.HTTPNotFound(text="This content is no longer available.")
        self.fetched.append(one.id)
        self._world.ring()
        return web.Response(body=one.content, content_type=one.kind or "application/octet-stream")

    def _find(self, request: web.Request) -> "Attachment | None":
        query, id = request.query, int(request.match_info["id"])
        begins, ends = query.get("is", ""), query.get("ex", "")
        if query.get("hm") != _signed(id, begins, ends) or int(ends, 16) < self._world.clock.now():
            return None
        place = self._world.channels.get(int(request.match_info["channel"]))
        messages = [*place.messages, *place.whispers] if place else []
        files = [*(place.files if place else []), *(one for message in messages for one in message.attachments)]
        return next((one for one in files if one.id == id), None)


def _signed(id: int, begins: str, ends: str) -> str:
    return sha256(f"the stand-in's {id} {begins} {ends}".encode()).hexdigest()
