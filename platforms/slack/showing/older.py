"""Only the newest answer of a thread has buttons: the one before it loses them, if that is free.

Slack takes buttons away only with the whole message, which is known, or else read once.
"""

import logging

from bridge.errors import PlatformError
from bridge.protocols import Store
from bridge.types import Turn
from platforms.showing.newest import left_over
from platforms.slack.outbound import Bare
from platforms.slack.showing.writing import UPDATE
from platforms.slack.workspace import Workspace, calling
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

READ = "conversations.replies"


async def bare(workspace: Workspace, store: Store, turn: Turn, now: Bare) -> None:
    """`now` is the message that has them now. A courtesy, so it may fail."""
    newest, updates = workspace.newest, workspace.rates.of(UPDATE)
    knew = newest.knows(turn.thread)
    before = newest.replace(turn.thread, now.message, now)
    try:
        before = before if knew else await _left_over(workspace, store, turn)
        if before is None or not updates.room:
            return
        await updates.turn()
        with calling():
            await workspace.client.chat_update(
                channel=turn.thread.channel,
                ts=before.message,
                text=before.text,
                blocks=[dict(block) for block in before.blocks],
                parse="none",
                link_names=False,
            )
    except (NotNow, NotThere, PlatformError) as error:
        logger.info("the buttons of an older answer stay: %s", error)


async def _left_over(workspace: Workspace, store: Store, turn: Turn) -> Bare | None:
    """What an earlier run has left, as it stands there."""
    message, reads = await left_over(store, turn), workspace.rates.of(READ)
    if message is None or not reads.room:
        return None
    await reads.turn()
    there = await workspace.message(turn.thread.channel, turn.thread.thread, message)
    blocks = (there or {}).get("blocks") or ()
    kept = tuple(block for block in blocks if block["type"] != "actions")
    return Bare(message, (there or {}).get("text", ""), kept) if kept and len(kept) < len(blocks) else None
