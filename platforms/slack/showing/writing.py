"""Whole messages: posted, edited, and compared with what Slack then says it holds.

Source: docs.slack.dev chat.postMessage, chat.update, "Message metadata".
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.errors import Undeliverable
from bridge.types import MessageId, Turn
from platforms.slack.outbound import PART
from platforms.slack.showing.held import missing
from platforms.slack.workspace import Workspace, calling
from platforms.trouble import TooLong

logger = logging.getLogger(__name__)

UPDATE = "chat.update"

TOO_LONG = frozenset({"msg_too_long", "msg_blocks_too_long", "msg_blocks_too_many"})
BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "block_mismatch", *TOO_LONG})


@dataclass(frozen=True, slots=True)
class Look:
    """A message as it is sent."""

    number: int
    text: str
    """Where blocks are not shown: in notifications."""
    blocks: tuple[Mapping[str, Any], ...]
    buttons: tuple[dict[str, Any], ...]
    plain: str
    """All of it as Slack's Markdown, for when it does not take the blocks."""


class Writing:
    """For one turn."""

    def __init__(self, workspace: Workspace, turn: Turn) -> None:
        self._client = workspace.client
        self._updates = workspace.rates.of(UPDATE)
        self._turn = turn
        self._plain: set[int] = set()
        """Parts whose blocks Slack does not take."""

    async def post(self, look: Look) -> MessageId:
        """A new message in the turn's thread."""
        try:
            with calling():
                posted = await self._client.chat_postMessage(
                    channel=self._turn.thread.channel,
                    thread_ts=self._turn.thread.thread,
                    metadata=self.metadata(look.number),
                    parse="none",
                    link_names=False,
                    unfurl_links=False,
                    unfurl_media=False,
                    **self._content(look),
                )
        except Undeliverable as error:
            self._simpler(look, error)
            return await self.post(look)
        return MessageId(posted["ts"])

    async def update(self, message: MessageId, look: Look, *, final: bool) -> None:
        """Repeatable. What Slack then tells of a final text is compared; where it lacks something, once more."""
        held = await self._update(message, look)
        for last in (False, True):
            told = final and held and look.number not in self._plain
            lost = missing(look.blocks, held) if told else ""
            if not lost:
                return
            what_next = "" if last else ": written again"
            logger.warning("Slack lacks %d characters of part %d%s", len(lost), look.number, what_next)
            if not last:
                await self._updates.turn()
                held = await self._update(message, look)

    def metadata(self, number: int) -> dict[str, Any]:
        """By which the part is found again."""
        return {"event_type": PART, "event_payload": {"turn": self._turn.id, "part": number}}

    async def _update(self, message: MessageId, look: Look) -> Sequence[Mapping[str, Any]]:
        """`parse` is sent because chat.update, unlike chat.postMessage, links and pings by default."""
        try:
            with calling():
                answer = await self._client.chat_update(
                    channel=self._turn.thread.channel,
                    ts=message,
                    metadata=self.metadata(look.number),
                    parse="none",
                    link_names=False,
                    **self._content(look),
                )
        except Undeliverable as error:
            self._simpler(look, error)
            await self._updates.turn()
            return await self._update(message, look)
        blocks: Sequence[Mapping[str, Any]] = (answer.get("message") or {}).get("blocks") or ()
        return blocks

    def _content(self, look: Look) -> dict[str, Any]:
        if look.number in self._plain:
            return {"markdown_text": look.plain}
        return {"text": look.text, "blocks": [*look.blocks, *look.buttons]}

    def _simpler(self, look: Look, error: Undeliverable) -> None:
        """Without blocks where Slack does not take them; raises when that is no cure."""
        if error.code in BAD_BLOCKS and look.number not in self._plain:
            logger.warning("the blocks of part %d are not taken, its Markdown goes without: %s", look.number, error)
            self._plain.add(look.number)
        elif error.code in TOO_LONG:
            raise TooLong(str(error)) from error
        else:
            raise error
