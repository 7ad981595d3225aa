"""What discord.py keeps in mind of what the gateway tells, for any number of shards.

An event that it can't read ends discord.py's connection, and with it everything that came behind; here it is left
out, and whoever has to know is told. A message that can't be read whole is read without its trimmings.

Source: discord.py 2.7, discord/state.py (AutoShardedConnectionState: one shard is a case of many); docs.discord.com
"Sharding" (which shard serves a server), seen 2026-09.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import discord
from discord.state import AutoShardedConnectionState

logger = logging.getLogger(__name__)

Parse = Callable[[Any], None]

NEEDED: Mapping[str, Any] = {
    "type": 0,
    "content": "",
    "attachments": [],
    "embeds": [],
    "mentions": [],
    "mention_roles": [],
    "mention_everyone": False,
    "edited_timestamp": None,
    "pinned": False,
    "tts": False,
}
"""Without which discord.py reads no message, and what stands there where it is not known."""

KEPT = ("id", "channel_id", "guild_id", "author", "member", "timestamp", "content", "type", "webhook_id", "flags")
"""What is needed to understand a question."""

MEANT = ("message_reference", "referenced_message", "interaction_metadata")
"""What says to whom it was said, and by whom."""


class Memory(AutoShardedConnectionState[discord.Client]):
    """Of one client. `unread` hears of events that were left out, by the server's id, 0 where there is none."""

    def __init__(self, unread: Callable[[int], None], **options: Any) -> None:
        super().__init__(**options)
        self._unread = unread
        self.parsers = {name: self._careful(name, parse) for name, parse in self.parsers.items()}
        self.shard(1)

    def shard(self, count: int) -> None:
        """There are so many from now on."""
        self.shard_count: int = count
        self.shard_ids = range(count)

    def shard_of(self, server: int) -> int:
        """The one that serves it."""
        return (server >> 22) % self.shard_count

    def parse_ready(self, data: Any) -> None:
        """Of one shard; what it serves no more is forgotten."""
        shard = data.setdefault("shard", [0, 1])[0]
        served = {int(guild["id"]) for guild in data["guilds"]}
        for guild in [one for one in self._guilds.values() if one.shard_id == shard and one.id not in served]:
            self._remove_guild(guild)
        super().parse_ready(data)

    async def close(self) -> None:
        """Nothing waits any more for servers that have not been told of yet."""
        waiting = [task for task in (self._ready_task, *self._ready_tasks.values()) if task is not None]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await super().close()

    def direct(self, channel: int) -> discord.DMChannel:
        """As a message makes one known."""
        return discord.DMChannel._from_message(self, channel)

    def message(self, channel: Any, data: Mapping[str, Any]) -> discord.Message:
        """Of this channel; raises when it has not even an author."""
        given: Any = dict(data)
        try:
            return discord.Message(state=self, channel=channel, data=given)
        except Exception:
            logger.exception("the message %s is read without its trimmings", data.get("id"))
        try:
            return self._bare(channel, data, (*KEPT, *MEANT))
        except Exception:
            return self._bare(channel, data, KEPT)

    def _bare(self, channel: Any, data: Mapping[str, Any], keys: Sequence[str]) -> discord.Message:
        kept: Any = {**NEEDED, **{key: data[key] for key in keys if key in data}}
        return discord.Message(state=self, channel=channel, data=kept)

    def _careful(self, name: str, parse: Parse) -> Parse:
        if name in ("READY", "RESUMED"):
            return parse  # without these there is no session

        def read(data: Any) -> None:
            try:
                parse(data)
            except Exception:
                logger.exception("Discord's event %s could not be read", name)
                self._instead(name, data)

        return read

    def _instead(self, name: str, data: Any) -> None:
        """A message is read without its trimmings; a server of which too little is known then is read again."""
        try:
            if name == "MESSAGE_CREATE":
                channel, _ = self._get_guild_channel(data)
                self.dispatch("message", self.message(channel, data))
                return
        except Exception:
            logger.exception("nothing of it was")
        if name in ("MESSAGE_CREATE", "GUILD_CREATE"):
            self._unread(_server_of(name, data))


def _server_of(name: str, data: Any) -> int:
    key = "id" if name == "GUILD_CREATE" else "guild_id"
    given = str(data.get(key)) if isinstance(data, dict) else ""
    return int(given) if given.isdigit() else 0
