"""What happened, in a few lines: shown when a test waited in vain."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .standin import StandInSlack

LAST = 15


def told(slack: "StandInSlack") -> str:
    under_way = [one for one in slack.deliveries if one.state == "under way"]
    lines = [
        f"{len(slack.sockets.open)} sockets open, {len(slack.deliveries)} events "
        f"({len(under_way)} under way, {len(slack.lost)} lost), {len(slack.calls)} calls",
        *(
            f"  call {one.method} {_short(one.arguments)} -> {one.error or one.http_status}"
            for one in slack.calls[-LAST:]
        ),
    ]
    for channel in (channel for one in slack.workspaces for channel in one.channels.values()):
        lines.append(f"#{channel.name}")
        for message in channel.messages[-LAST:]:
            depth = "    " if message.is_reply else "  "
            lines.append(f"{depth}{message.ts} {message.user}: {_short(message.text)}")
    return "\n".join(lines)


def _short(what: object) -> str:
    text = str(what)
    return text if len(text) <= 160 else f"{text[:160]}… ({len(text)})"
