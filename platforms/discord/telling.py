"""Which of Discord's refusals the owners hear of, and by which names; their askers hear of them anyway."""

from collections.abc import Iterable

import discord
from discord.http import Route

from bridge.errors import PlatformError, Undeliverable
from bridge.texts import Phrase
from platforms.discord.refusals import MISSING_ACCESS, MISSING_PERMISSIONS, NO_HISTORY
from platforms.discord.setup.permissions import Needed, granted, missing
from platforms.telling import Owners
from platforms.trouble import NotNow, NotThere

LACKING = frozenset({str(MISSING_ACCESS), str(MISSING_PERMISSIONS), str(NO_HISTORY)})
"""Something is not granted to the bot's role."""

FOR_OWNERS = LACKING | {"30032", "30034", "40002", "50017", "50178", "60003", "200000", "240000", "400001"}
"""What only an owner or an admin can mend, and what everybody would run into."""


def noticed(
    owners: Owners, client: discord.Client, route: Route, trouble: NotNow | NotThere | PlatformError
) -> None:
    """Once for each permission that is missing in a server, and once more when others were granted instead."""
    if not isinstance(trouble, Undeliverable) or trouble.code not in FOR_OWNERS:
        return None
    channel = client.get_channel(int(route.channel_id)) if route.channel_id else None
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return owners.refused(f"discord/{trouble.code}", "", Phrase("discord_doing"), trouble)
    server, place = channel.guild, (channel.parent if isinstance(channel, discord.Thread) else channel)
    doing = Phrase("discord_doing_in", channel=(place or channel).name, server=server.name)
    granted = str(server.me.guild_permissions.value)
    if trouble.code not in LACKING:
        return owners.refused(f"discord/{server.id}/{trouble.code}", granted, doing, trouble)
    for needed in lacking(channel):
        what = Phrase("discord_permission", needed=needed.shown, said=trouble.code)
        owners.refused(f"discord/{server.id}/{needed.name}", granted, doing, Undeliverable(what=what))
    return None


def lacking(channel: discord.abc.GuildChannel | discord.Thread) -> Iterable[Needed]:
    """What the bot would have to be granted in a channel, or in that of a thread."""
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    return missing(place.type, granted(place, place.guild.me)) if place is not None else ()
