"""What Slack remembers: the messages of the channels that we are in, and of their threads.

Source: docs.slack.dev conversations.history, conversations.replies, users.conversations and "Rate limits": each is
Tier 3, 50 a minute for the whole workspace. conversations.history tells a thread's `latest_reply` with its parent,
so the threads of the newest messages cost no call of their own.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bridge.errors import Undeliverable
from bridge.types import Thread
from platforms.receiving.hearing import Said
from platforms.receiving.marks import order
from platforms.receiving.missed import History, Listing
from platforms.slack.inbound import said
from platforms.slack.workspace import Us, Workspace, calling
from platforms.trouble import NotNow

PAGE = 200
"""What Slack recommends at most."""

KINDS = ("public_channel", "private_channel", "mpim", "im")


class SlackHistory:
    """Of one workspace."""

    def __init__(self, workspace: Workspace, us: Us) -> None:
        self._workspace = workspace
        self._us = us
        self._waits = asyncio.Event()
        """Never set: an answer that looks up its parts goes first."""
        self._types: dict[str, str] = {}
        """What events call the type of a channel."""

    async def channels(self) -> Collection[str]:
        """All that we are a member of; kinds that we have no scope for are left out."""
        try:
            return await self._channels(",".join(KINDS))
        except Undeliverable as refusal:
            if refusal.code != "missing_scope":
                raise
        found: list[str] = []
        for kind in KINDS:
            try:
                found += await self._channels(kind)
            except Undeliverable as refusal:
                if refusal.code != "missing_scope":
                    raise
        return found

    async def messages(self, channel: str, after: str, most: int) -> Listing:
        """Newest first, as Slack tells them; the last page shows some threads that are older than the mark."""
        people, threads, newest, more = _People(self), _Threads(self._us.team, channel, after), "", False
        async for page in self._pages("conversations.history", channel=channel):
            newest = newest or next((one["ts"] for one in page), "")
            threads.look_at(page)
            people.listen(channel, (one for one in page if order(one["ts"]) > order(after)))
            if not page or order(page[-1]["ts"]) <= order(after):
                break
            if len(people.said) >= most:
                more = True
                break
        return Listing(people.said[:most], newest, threads.lively, threads.quiet, more)

    async def replies(self, thread: Thread, after: str, most: int) -> Listing:
        """Oldest first, as Slack tells them, with the parent always in front."""
        people, newest, more = _People(self), "", False
        where = {"channel": thread.channel, "ts": thread.thread}
        async for page in self._pages("conversations.replies", **where, oldest=after):
            behind = [one for one in page if order(one["ts"]) > order(after)]
            newest = behind[-1]["ts"] if behind else newest
            people.listen(thread.channel, behind)
            if len(people.said) >= most:
                more = True
                break
        return Listing(people.said[:most], newest, more=more)

    def moment(self, mark: str) -> float:
        return float(mark)

    def mark(self, moment: float) -> str:
        """Of the whole second: what stands behind the dot of a ts is a counter as well."""
        return f"{int(moment)}.000000"

    def heard(self, channel: str, message: Mapping[str, Any]) -> Said | None:
        """As the event of this message would be heard, which tells where it happened.

        That it was edited says nothing here: it is read for the first time, and its last text is the question.
        """
        event = {key: value for key, value in message.items() if key != "edited"}
        place = {"channel": channel, "channel_type": self._types.get(channel, "channel")}
        heard = said(event | place, self._us.team, self._us.user)
        return heard and replace(heard, at=self.moment(heard.question.message))

    async def _channels(self, kinds: str) -> list[str]:
        found: list[str] = []
        async for page in self._pages("users.conversations", types=kinds, exclude_archived=True):
            for channel in page:
                if not channel.get("is_user_deleted"):
                    self._types[channel["id"]] = _type(channel)
                    found.append(channel["id"])
        return found

    async def _pages(self, method: str, **arguments: Any) -> AsyncIterator[list[Mapping[str, Any]]]:
        cursor = ""
        while True:
            answer = await self._call(
                method, {**arguments, "limit": PAGE, **({"cursor": cursor} if cursor else {})}
            )
            yield answer.get("messages") or answer.get("channels") or []
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _call(self, method: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        budget = self._workspace.rates.of(method)
        await budget.turn(self._waits)
        try:
            with calling():
                answer = await self._workspace.client.api_call(method, http_verb="GET", params=dict(arguments))
        except NotNow as trouble:
            if trouble.seconds is not None:
                budget.hold(trouble.seconds)
            raise
        found: Mapping[str, Any] = answer.data if isinstance(answer.data, dict) else {}
        return found


class _People:
    """Messages of people, as they come."""

    def __init__(self, history: SlackHistory) -> None:
        self.said: list[Said] = []
        self._history = history

    def listen(self, channel: str, messages: Iterable[Mapping[str, Any]]) -> None:
        self.said += filter(None, (self._history.heard(channel, one) for one in messages))


class _Threads:
    """The threads of messages that are looked at."""

    def __init__(self, team: str, channel: str, after: str) -> None:
        self.lively: list[Thread] = []
        self.quiet: set[Thread] = set()
        self._team = team
        self._channel = channel
        self._after = order(after)

    def look_at(self, messages: Iterable[Mapping[str, Any]]) -> None:
        for one in messages:
            if one.get("thread_ts", one["ts"]) != one["ts"]:
                continue  # a reply that stands in the channel, too, says nothing of its thread
            thread = Thread("slack", self._team, self._channel, one["ts"])
            if order(one.get("latest_reply") or "") > self._after:
                self.lively.append(thread)
            else:
                self.quiet.add(thread)


def _type(channel: Mapping[str, Any]) -> str:
    """The `channel_type` of events, which history does not tell."""
    if channel.get("is_im"):
        return "im"
    if channel.get("is_mpim"):
        return "mpim"
    return "group" if channel.get("is_private") else "channel"


_history: type[History] = SlackHistory
