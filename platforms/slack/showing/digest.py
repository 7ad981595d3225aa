"""What was asked in a channel, posted there once: which it is stands in the message's metadata.

Source: docs.slack.dev "Message metadata", "Rich text block", conversations.history (`include_all_metadata`), seen
2026-11. A user in rich text would be called, so people stand there by their names.
"""

from bridge.types import Digest, Language
from platforms.desk.digest import lines, text
from platforms.desk.found import Line, Run
from platforms.slack.receiving.found import rich
from platforms.slack.text import escape
from platforms.slack.workspace import Workspace, calling

DIGEST = "threadbridge_digest"
"""The event_type of its metadata."""

MOST = 10
"""Threads that it names."""

PAGE = 200


async def post(workspace: Workspace, channel: str, digest: Digest, language: Language) -> None:
    """If it does not stand there."""
    if await _stands(workspace, channel, digest):
        return
    shown = [await _named(workspace, line) for line in lines(digest, language, MOST)]
    await workspace.rates.posts(channel).turn()
    with calling():
        await workspace.client.chat_postMessage(
            channel=channel,
            text=escape(text(shown)),
            blocks=[rich(*shown)],
            metadata={"event_type": DIGEST, "event_payload": {"due": int(digest.due)}},
            parse="none",
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
        )


async def _stands(workspace: Workspace, channel: str, digest: Digest) -> bool:
    """Among all that was said since it was due."""
    us = (await workspace.us()).user
    await workspace.rates.of("conversations.history").turn()
    with calling():
        pages = await workspace.client.conversations_history(
            channel=channel, oldest=f"{digest.due:.6f}", include_all_metadata=True, limit=PAGE
        )
        async for page in pages:
            for one in page["messages"]:
                metadata = one.get("metadata") or {}
                due = (metadata.get("event_payload") or {}).get("due")
                if one.get("user") == us and (metadata.get("event_type"), due) == (DIGEST, int(digest.due)):
                    return True
    return False


async def _named(workspace: Workspace, line: Line) -> Line:
    return [Run(await workspace.name_of(run.person)) if run.person else run for run in line]
