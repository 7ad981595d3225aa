"""Which channels somebody shares with us, as Slack says it now.

Source: docs.slack.dev users.conversations: with `user` and a bot's token, those that both are in; Tier 3.
"""

import asyncio

from bridge.errors import Undeliverable
from platforms.slack.receiving.history import KINDS, PAGE
from platforms.slack.workspace import Workspace, calling
from platforms.trouble import NotNow

METHOD = "users.conversations"


async def channels_of(workspace: Workspace, person: str) -> frozenset[str]:
    """Archived ones, too; none of a kind that we have no scope for. Raises NotNow, NotThere or PlatformError."""
    try:
        return await _channels(workspace, person, ",".join(KINDS))
    except Undeliverable as refusal:
        if refusal.code != "missing_scope":
            raise
    found = frozenset[str]()
    for kind in KINDS:
        try:
            found |= await _channels(workspace, person, kind)
        except Undeliverable as refusal:
            if refusal.code != "missing_scope":
                raise
    return found


async def _channels(workspace: Workspace, person: str, kinds: str) -> frozenset[str]:
    found, cursor = set[str](), ""
    while True:
        await workspace.rates.of(METHOD).turn(asyncio.Event())
        try:
            with calling():
                page = await workspace.client.users_conversations(
                    user=person, types=kinds, limit=PAGE, cursor=cursor or None
                )
        except NotNow as trouble:
            if trouble.seconds is not None:
                workspace.rates.of(METHOD).hold(trouble.seconds)
            raise
        found.update(one["id"] for one in page["channels"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return frozenset(found)
