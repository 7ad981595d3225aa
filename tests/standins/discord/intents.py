"""Which events an app hears, by the intents with which it identified.

Source: docs.discord.com "Gateway" (List of Intents, Message Content Intent), seen 2026-08.
"""

from .payloads import Payload

GUILDS, MEMBERS, PRESENCES, MESSAGE_CONTENT = 1 << 0, 1 << 1, 1 << 8, 1 << 15
MESSAGES, REACTIONS, TYPING = 1 << 9, 1 << 10, 1 << 11
DIRECT_MESSAGES, DIRECT_REACTIONS, DIRECT_TYPING = 1 << 12, 1 << 13, 1 << 14
KNOWN = (1 << 26) - 1

BY_EVENT: dict[str, tuple[int, int]] = {
    "MESSAGE_CREATE": (MESSAGES, DIRECT_MESSAGES),
    "MESSAGE_UPDATE": (MESSAGES, DIRECT_MESSAGES),
    "MESSAGE_DELETE": (MESSAGES, DIRECT_MESSAGES),
    "MESSAGE_DELETE_BULK": (MESSAGES, DIRECT_MESSAGES),
    "MESSAGE_REACTION_ADD": (REACTIONS, DIRECT_REACTIONS),
    "MESSAGE_REACTION_REMOVE": (REACTIONS, DIRECT_REACTIONS),
    "TYPING_START": (TYPING, DIRECT_TYPING),
    "CHANNEL_PINS_UPDATE": (GUILDS, DIRECT_MESSAGES),
    "GUILD_MEMBER_ADD": (MEMBERS, MEMBERS),
    "GUILD_MEMBER_REMOVE": (MEMBERS, MEMBERS),
}
"""In a server and in a direct channel; of the bot's own role changes, interactions and the like it always hears."""

ALWAYS = frozenset({"INTERACTION_CREATE", "GUILD_MEMBER_UPDATE"})

WRITTEN = ("content", "embeds", "attachments", "components")
"""What people write."""


def hears(intents: int, event: str, *, direct: bool) -> bool:
    if event in ALWAYS:
        return True
    of_guild, of_direct = BY_EVENT.get(event, (GUILDS, GUILDS))
    return bool(intents & (of_direct if direct else of_guild))


def without_content(message: Payload, bot: int) -> Payload:
    """As an app sees it that has no message content intent: only its own, to it directly, or with its mention."""
    ours, direct = message["author"]["id"] == str(bot), "guild_id" not in message
    if ours or direct or any(one["id"] == str(bot) for one in message["mentions"]):
        return message
    blank: Payload = {name: "" if name == "content" else [] for name in WRITTEN if name in message}
    if quoted := message.get("referenced_message"):
        blank["referenced_message"] = without_content({"guild_id": "", **quoted}, bot)
    return {**message, **blank}
