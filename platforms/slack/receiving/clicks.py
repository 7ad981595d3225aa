"""From Slack's payloads to clicks; pure.

Source: docs.slack.dev "block_actions payload".
"""

from collections.abc import Callable, Mapping
from typing import Any

from bridge.types import Thread
from platforms.desk.around import Sender
from platforms.desk.clicks import Click

OURS = "tb_"
"""What the ids of our actions begin with."""


def clicked(body: Mapping[str, Any], team: str, sender_of: Callable[..., Sender]) -> Click | None:
    """A click in a message of ours; None: one somewhere else."""
    container, actions = body.get("container") or {}, body.get("actions") or ()
    if not actions or container.get("type") != "message" or not actions[0]["action_id"].startswith(OURS):
        return None
    action, message = actions[0], body.get("message") or {}
    root = message.get("thread_ts") or container.get("thread_ts") or container["message_ts"]
    whispered = bool(container.get("is_ephemeral"))
    sender = sender_of(
        body["user"]["id"],
        Thread("slack", team, container["channel_id"], root),
        response_url=str(body.get("response_url") or "") if whispered else "",
        whispered=whispered,
    )
    option = action.get("selected_option") or {}
    value = str(action.get("value") or option.get("value") or "")
    what, at = action["action_id"].removeprefix(OURS), str(action.get("action_ts") or "")
    return Click(sender, container["message_ts"], what, value, at)
