"""What Discord remembers: the messages of a server's channels and threads, or of our direct messages.

Every channel and thread is told with the id of its last message, so that only those cost a call in which something
is new. A thread that went to the archive meanwhile is not among a server's active ones; none does so within an hour
unless somebody puts it there. A bot can't ask which direct messages it has: it knows those that it has heard.

Source: docs.discord.com "Get Channel Messages", "Get Guild Channels", "List Active Guild Threads", "List Public
Archived Threads", "Threads" (auto archive), seen 2026-09; discord.py 2.7, discord/http.py.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import discord

from bridge.errors import Undeliverable
from bridge.protocols import Store
from bridge.types import Thread
from bridge.waiting.patience import until_stored
from platforms.discord.connection.client import Client
from platforms.discord.inbound import said
from platforms.discord.outbound import Rates
from platforms.discord.places import Places
from platforms.discord.settings import DiscordSettings
from platforms.discord.setup.permissions import HISTORY
from platforms.discord.web import calling
from platforms.receiving.hearing import Said
from platforms.receiving.marks import EVERYWHERE, order
from platforms.receiving.missed import History, Listing
from platforms.trouble import NotThere

logger = logging.getLogger(__name__)

PAGE = 100

WITH_MESSAGES, WITH_THREADS = frozenset({0, 5}), frozenset({0, 5, 15, 16})
"""Types of channels: text and announcements; these, forums and media channels."""

ARCHIVED_AFTER = 3600.0
"""Seconds without a message, at least."""

Row = Mapping[str, Any]
"""As Discord's API tells it."""


@dataclass(frozen=True, slots=True)
class Means:
    """What is needed to look back, for all servers."""

    client: Client
    places: Places
    store: Store
    rates: Rates
    settings: DiscordSettings
    now: Callable[[], float]
    waits: asyncio.Event = field(default_factory=asyncio.Event)
    """Never set: who looks back lets all others go first."""

    @property
    def roles_matter(self) -> bool:
        """Who may ask may be a question of roles, which history does not tell."""
        return bool(self.settings.allowed_people or self.settings.blocked_people)

    async def turn(self) -> None:
        """Returns when a call may be made."""
        await self.rates.calls.turn(self.waits)


@dataclass(slots=True)
class _Channel:
    """Of a server, as it was told when we began to look back."""

    row: Row
    threads: list[Row] = field(default_factory=list)


class DiscordHistory:
    """Of one server; without an id, of our direct messages."""

    def __init__(self, means: Means, workspace: str) -> None:
        self._means = means
        self._http = means.client.http
        self._workspace = workspace
        self._channels: dict[str, _Channel] = {}
        self._roles: dict[str, frozenset[str]] = {}

    async def channels(self) -> Collection[str]:
        """Those of a server that we may read."""
        if not self._workspace:
            known = await until_stored(lambda: self._means.store.cursors("discord", ""))
            return [channel for channel in known if channel != EVERYWHERE]
        server = int(self._workspace)
        rows: Sequence[Row] = await self._call(lambda: self._http.get_all_guild_channels(server))
        active: Row = await self._call(lambda: self._http.get_active_threads(server))
        self._roles.clear()
        self._channels = {
            row["id"]: _Channel(row) for row in rows if row["type"] in WITH_THREADS and self._may_read(row["id"])
        }
        for thread in active["threads"]:
            if channel := self._channels.get(thread["parent_id"]):
                channel.threads.append(thread)
        return self._channels.keys()

    async def messages(self, channel: str, after: str, most: int) -> Listing:
        """The newest first; those of a direct message channel are one Thread, and all of them are there."""
        if not self._workspace:
            whole = Thread("discord", "", channel, channel)
            listing = await self._read(channel, self._means.client.memory.direct(int(channel)), after, most)
            return replace(listing, quiet=[whole])
        here = self._channels[channel]
        threads = [*here.threads, *await self._archived(channel, after)]
        lively = [self._thread(channel, row) for row in threads if _is_newer(row, after)]
        quiet = [self._thread(channel, row) for row in threads if not _is_newer(row, after)]
        listing = Listing()
        if here.row["type"] in WITH_MESSAGES and _is_newer(here.row, after):
            listing = await self._read(channel, await self._place(channel), after, most)
        return replace(listing, lively=lively, quiet=quiet)

    async def replies(self, thread: Thread, after: str, most: int) -> Listing:
        """The newest first; the message that opened a post of a forum among them."""
        known, place = self._known(thread.thread), await self._place(thread.thread)
        last = getattr(place, "last_message_id", None)
        if known is None and last is not None and order(str(last)) <= order(after):
            return Listing()  # else it is as old as what was heard last
        return await self._read(thread.thread, place, after, most)

    def moment(self, mark: str) -> float:
        return discord.utils.snowflake_time(int(mark)).timestamp()

    def mark(self, moment: float) -> str:
        return str(discord.utils.time_snowflake(datetime.fromtimestamp(moment, UTC)))

    async def _archived(self, channel: str, after: str) -> list[Row]:
        """Threads that went to the archive since then; older ones had nothing new since they are there."""
        if self._means.now() - self.moment(after) < ARCHIVED_AFTER:
            return []
        found: list[Row] = []
        before: Any = None
        try:
            while True:
                page: Row = await self._call(
                    lambda before=before: self._http.get_public_archived_threads(int(channel), before, PAGE)
                )
                newer = [row for row in page["threads"] if _archived_at(row) > self.moment(after)]
                found += newer
                if not newer or len(newer) < len(page["threads"]) or not page.get("has_more"):
                    return found
                before = newer[-1]["thread_metadata"]["archive_timestamp"]
        except (Undeliverable, NotThere) as error:
            logger.info("the archived threads of %s can't be read: %s", channel, error)
            return found

    async def _read(self, channel: str, place: object, after: str, most: int) -> Listing:
        people, newest, before = list[Said](), "", None
        while True:
            page: Sequence[Row] = await self._call(
                lambda before=before: self._http.logs_from(int(channel), PAGE, before)
            )
            newest = newest or next((one["id"] for one in page), "")
            behind = [one for one in page if order(one["id"]) > order(after)]
            people += [heard for one in behind if (heard := await self._heard(place, one))]
            if len(behind) < PAGE or len(people) >= most:
                return Listing(people[:most], newest, more=len(behind) == PAGE)
            before = int(behind[-1]["id"])

    async def _heard(self, place: object, row: Row) -> Said | None:
        """As its event would be heard, which tells the author's roles as well."""
        client = self._means.client
        assert client.user is not None
        try:
            heard = said(client.memory.message(place, row), client.user.id)
        except Exception:
            logger.exception("the message %s is left out", row.get("id"))
            return None
        if heard is None or not self._workspace or not self._means.roles_matter:
            return heard
        return replace(heard, roles=await self._roles_of(heard.question.author))

    async def _roles_of(self, person: str) -> frozenset[str]:
        """None for whoever has left."""
        if person not in self._roles:
            try:
                member: Row = await self._call(lambda: self._http.get_member(int(self._workspace), int(person)))
                self._roles[person] = frozenset(member["roles"])
            except (Undeliverable, NotThere) as error:
                logger.info("the roles of %s are not known: %s", person, error)
                self._roles[person] = frozenset()
        return self._roles[person]

    def _known(self, channel: str) -> object:
        """As discord.py remembers it; None where it does not."""
        return self._means.client.get_channel(int(channel))

    async def _place(self, channel: str) -> object:
        if (known := self._known(channel)) is not None:
            return known
        await self._means.turn()
        return await self._means.places.place_of(int(channel))

    async def _call(self, call: Callable[..., Awaitable[Any]]) -> Any:
        await self._means.turn()
        with calling(HISTORY):
            return await call()

    def _may_read(self, channel: str) -> bool:
        """As far as it is known; a channel without leave to read its history looks as if it were empty."""
        server = self._means.client.get_guild(int(self._workspace))
        known = server.get_channel(int(channel)) if server else None
        if server is None or known is None or server.me is None:
            return True
        granted = known.permissions_for(server.me)
        return granted.view_channel and granted.read_message_history

    def _thread(self, channel: str, row: Row) -> Thread:
        return Thread("discord", self._workspace, channel, row["id"])


def _is_newer(row: Row, after: str) -> bool:
    """Whether something may stand there behind the mark."""
    last = row.get("last_message_id", after + "0")
    return last is not None and order(last) > order(after)


def _archived_at(row: Row) -> float:
    return datetime.fromisoformat(row["thread_metadata"]["archive_timestamp"]).timestamp()


_history: type[History] = DiscordHistory
