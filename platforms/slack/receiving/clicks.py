"""From Slack's payloads to clicks; pure.

Source: docs.slack.dev "block_actions payload".
"""

from collections.abc import Callable, Mapping
from typing import Any

from bridge.types import Thread
from platforms.desk.around import Sender
from platforms.desk.click import Click

OURS = "tb_"
"""What the ids of our actions begin with."""

ABOUT_FOUND = frozenset({"back", "on", "here"})
"""What is pressed in something that is in no thread unless it says so."""


def clicked(body: Mapping[str, Any], team: str, sender_of: Callable[..., Sender]) -> Click | None:
    """A click in a message of ours; None: one somewhere else."""
    container, actions = body.get("container") or {}, body.get("actions") or ()
    if not actions or container.get("type") != "message" or not actions[0]["action_id"].startswith(OURS):
        return None
    action, message = actions[0], body.get("message") or {}
    what = action["action_id"].removeprefix(OURS)
    whispered = bool(container.get("is_ephemeral"))
    outside = "" if whispered and what in ABOUT_FOUND else container["message_ts"]
    root = message.get("thread_ts") or container.get("thread_ts") or outside
    sender = sender_of(
        body["user"]["id"],
        Thread("slack", team, container["channel_id"], root),
        response_url=str(body.get("response_url") or "") if whispered else "",
        whispered=whispered and what != "here",  # what was found stays there
    )
    option = action.get("selected_option") or {}
    value = str(action.get("value") or option.get("value") or "")
    return Click(sender, container["message_ts"], what, value, str(action.get("action_ts") or ""))
