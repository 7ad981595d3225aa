"""What was asked in a channel, posted there once: which it is stands in its last line, as a date of Discord's.

Nobody else writes one into our messages, for whatever people wrote is escaped. The same post again within a few
minutes is the first message again, by its nonce.

Source: docs.discord.com "Create Message" (enforce_nonce, flags), "Message Formatting" (timestamps), seen 2026-11.
"""

from datetime import UTC, datetime
from hashlib import blake2b

import discord
from discord.http import MultipartParameters

from bridge.types import Channel, Digest, Language
from platforms.desk.digest import lines
from platforms.discord.connection.client import SILENT
from platforms.discord.found import LONGEST, shown
from platforms.discord.setup.permissions import HISTORY, SEND
from platforms.discord.text import size
from platforms.discord.web import Web, calling

MOST = 10
"""Threads that it names; fewer where they are too long for one message."""

QUIET = discord.MessageFlags(suppress_embeds=True, suppress_notifications=True)


async def post(web: Web, place: Channel, digest: Digest, language: Language) -> None:
    """If it does not stand there."""
    if await _stands(web, place, digest):
        return
    payload = {
        "content": content(digest, language),
        "flags": QUIET.value,
        "nonce": blake2b(f"{place.channel} {digest.due}".encode(), digest_size=10).hexdigest(),
        "enforce_nonce": True,
        "allowed_mentions": SILENT.to_dict(),
    }
    with calling(SEND):
        params = MultipartParameters(payload=payload, multipart=None, files=None)
        await web.http.send_message(int(place.channel), params=params)


def content(digest: Digest, language: Language) -> str:
    """With as many threads as there is room for."""
    text = ""
    for most in range(MOST, -1, -1):
        text = "\n".join([*map(shown, lines(digest, language, most)), f"-# {_mark(digest)}"])
        if size(text) <= LONGEST:
            break
    return text


async def _stands(web: Web, place: Channel, digest: Digest) -> bool:
    """Among all that was said since it was due."""
    since = discord.Object(discord.utils.time_snowflake(datetime.fromtimestamp(digest.due, UTC)))
    with calling(HISTORY):
        history = web.place(int(place.channel)).history(limit=None, after=since, oldest_first=True)
        async for one in history:
            if one.author.id == web.us.id and _mark(digest) in one.content:
                return True
    return False


def _mark(digest: Digest) -> str:
    """A day, by the reader's own clock."""
    return f"<t:{int(digest.due)}:D>"
