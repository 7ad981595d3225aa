"""Which of Discord's refusals the owners hear of, and in which words: what is to be granted to whom, and where."""

from collections.abc import Sequence

import discord
from discord.http import Route

from bridge.errors import PlatformError, Undeliverable
from bridge.texts import Phrase
from bridge.types import Thread
from platforms.discord.refusals import MISSING_ACCESS, MISSING_PERMISSIONS, NO_HISTORY
from platforms.discord.setup.permissions import HISTORY, VIEW, Needed, granted, missing, role_of
from platforms.telling import Owners
from platforms.trouble import NotNow, NotThere

LACKING = {str(MISSING_ACCESS): VIEW, str(MISSING_PERMISSIONS): "", str(NO_HISTORY): HISTORY}
"""Something is not granted to the bot's role; which, where the code says that."""

FOR_OWNERS = LACKING.keys() | {"40002", "50017", "50178", "60003", "200000", "240000", "400001"}
"""What only an owner or an admin can mend, and what everybody would run into."""


def noticed(
    owners: Owners, client: discord.Client, route: Route, trouble: NotNow | NotThere | PlatformError
) -> None:
    """Once for each permission that is missing in a server, and once more when others were granted instead."""
    if not isinstance(trouble, Undeliverable) or trouble.code not in FOR_OWNERS:
        return None
    place = channel_of(client, route.channel_id)
    if place is None:
        return owners.refused(f"discord/{trouble.code}", "", Phrase("discord_doing"), trouble)
    server = place.guild
    doing = Phrase("discord_doing_in", channel=place.name, server=server.name)
    state = str(server.me.guild_permissions.value)
    if trouble.code not in LACKING:
        return owners.refused(f"discord/{server.id}/{trouble.code}", state, doing, trouble)
    for needed in _lacking(place):
        what = _said(place, needed, trouble)
        owners.refused(f"discord/{server.id}/{needed.name}", state, doing, Undeliverable(what=what))
    return None


def exactly(client: discord.Client, thread: Thread, error: Undeliverable) -> Undeliverable:
    """The same for who asked there: where it has to be granted, as far as that can be seen."""
    place, needed = channel_of(client, thread.channel), lacks(client, thread, error)
    return Undeliverable(what=_said(place, needed, error)) if place and needed else error


def lacks(client: discord.Client, thread: Thread, error: Undeliverable) -> Needed | None:
    """The permission for which Discord has refused something there, if it still lacks as far as we know."""
    place = channel_of(client, thread.channel)
    if place is None or error.code not in LACKING:
        return None
    name = LACKING[error.code] or error.needs
    return next((needed for needed in _lacking(place) if needed.name == name), None)


def channel_of(client: discord.Client, id: str | int | None) -> discord.abc.GuildChannel | None:
    """The channel with this id, or that of a thread with it."""
    found = client.get_channel(int(id)) if id else None
    place = found.parent if isinstance(found, discord.Thread) else found
    return place if isinstance(place, discord.abc.GuildChannel) else None


def _lacking(place: discord.abc.GuildChannel) -> Sequence[Needed]:
    return missing(place.type, granted(place, place.guild.me))


def _said(place: discord.abc.GuildChannel, needed: Needed, refused: Undeliverable) -> Phrase:
    """What its roles don't give it anywhere, or what this channel takes away."""
    anywhere = getattr(place.guild.me.guild_permissions, needed.name)
    sentence = "discord_lacks_in_channel" if anywhere else "discord_lacks_in_server"
    role = role_of(place.guild.me)
    return Phrase(sentence, needed=needed.shown, role=role, channel=place.name, said=refused.code)
