"""What happened, in a few lines: shown when a test waited in vain."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .standin import StandInDiscord

LAST = 15


def told(discord: "StandInDiscord") -> str:
    gateway = discord.gateway
    lines = [
        f"{len(gateway.lines)} sockets open, {len(gateway.connected)} sessions connected, "
        f"{len(discord.calls)} calls, closed with {gateway.closed}",
        *(
            f"  call {one.method} {one.path} {_short(one.body)} -> {one.status} {one.code or ''}"
            for one in discord.calls[-LAST:]
        ),
    ]
    for channel in discord.world.channels.values():
        lines.append(f"{'  ' if channel.is_thread else ''}#{channel.name or channel.id} ({channel.kind.name})")
        for message in channel.messages[-LAST:]:
            said = _short(message.content) if message.content else message.type.name
            lines.append(f"    {message.id} {message.author.name}: {said}")
    return "\n".join(lines)


def _short(what: object) -> str:
    text = str(what)
    return text if len(text) <= 160 else f"{text[:160]}… ({len(text)})"
