"""Files that come with questions: found again at their message, and loaded from Discord's own hosts.

Source: docs.discord.com "Attachment Object", "Signed Attachment CDN URLs" (an address is good for a day or so, and
each look at the message gives a new one), seen 2026-09.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp
import discord

from bridge.errors import FileUnread, PlatformError, Undeliverable
from bridge.texts import Phrase
from bridge.types import Attachment, File
from platforms.receiving.download import Depot
from platforms.receiving.files import check_content, check_size, named
from platforms.trouble import NotNow, NotThere

HOSTS = ("discordapp.com", "discordapp.net")
"""cdn.… and media.…"""


class Looks(Protocol):
    """Web, as far as it is needed here."""

    async def attachments(self, channel: int, message: int) -> list[discord.Attachment]:
        """The files of a message and of those that were forwarded with it, as Discord tells them now."""


class Files:
    """Of all servers; `largest` is in bytes."""

    def __init__(self, web: Looks, session: aiohttp.ClientSession, api_url: str, largest: int) -> None:
        self._web = web
        self._depot = Depot("Discord", session, api_url, HOSTS)
        self._most = largest

    async def fetch(self, attachment: Attachment) -> File:
        """FileUnread when it can't be had, PlatformError when it can't be had now."""
        check_size(named(attachment.name), attachment.size, self._most)
        found = await self._found(attachment)
        kind = found.content_type or attachment.kind
        return await self._load(found.filename or attachment.name, kind, found.size, found.url, self._most)

    async def typed(self, told: Mapping[str, Any], most: int) -> File:
        """One that was typed behind a command, as Discord tells it there; it is at no message yet."""
        name, kind, size = str(told["filename"]), str(told.get("content_type") or ""), int(told["size"])
        return await self._load(name, kind, size, str(told["url"]), min(most, self._most))

    async def _load(self, name: str, kind: str, size: int, address: str, most: int) -> File:
        name = named(name, kind)
        check_size(name, size, most)
        content, _ = await self._depot.load(name, address, most)
        check_content(name, kind.partition(";")[0].strip(), content)
        return File(name, content)

    async def _found(self, attachment: Attachment) -> discord.Attachment:
        """Looked for even where it was seen before: its address is another one by now, or it was deleted."""
        name = named(attachment.name)
        channel, message, file = map(int, attachment.source.split("/"))
        try:
            there = await self._web.attachments(channel, message)
        except NotNow as error:
            raise PlatformError(what=str(error)) from error
        except NotThere:
            there = []
        except Undeliverable as error:
            raise FileUnread(name=name, what=str(error).rstrip(".")) from error
        for one in there:
            if one.id == file:
                return one
        raise FileUnread(name=name, what=Phrase("file_gone"))
