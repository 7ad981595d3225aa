"""Who may do what where: roles, and what a channel adds and takes away.

Source: docs.discord.com "Permissions" (bits, hierarchy, implicit permissions), "Threads", seen 2026-08.
"""

from enum import IntFlag
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .state import Channel, User


class Permission(IntFlag):
    NONE = 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    PIN_MESSAGES = 1 << 51


ALL = reduce(or_, Permission)

INVITED = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
)
"""What our invite asks for; no more, so that a missing one shows."""

USUAL = INVITED | Permission.USE_APPLICATION_COMMANDS | Permission.CONNECT | Permission.SPEAK
"""What everybody may on a new server."""

IN_DIRECT = ALL & ~(Permission.MANAGE_MESSAGES | Permission.MANAGE_THREADS | Permission.ADMINISTRATOR)

WITH_SENDING = Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.MENTION_EVERYONE


def named(*names: str) -> Permission:
    """By their names in lower case, as in `send_messages`."""
    return reduce(or_, (Permission[name.upper()] for name in names), Permission.NONE)


def permissions(user: "User", channel: "Channel") -> Permission:
    """Of this user in this channel; a thread has those of its parent."""
    if channel.guild is None:
        return IN_DIRECT if user in channel.recipients else Permission.NONE
    member = channel.guild.members.get(user.id)
    if member is None:
        return Permission.NONE
    base = reduce(or_, (role.permissions for role in member.roles), channel.guild.everyone.permissions)
    if channel.guild.owner_id == user.id or base & Permission.ADMINISTRATOR:
        return ALL
    place = channel.parent if channel.is_thread and channel.parent else channel
    allowed = _laid_over(base, place, [channel.guild.id])
    allowed = _laid_over(allowed, place, [role.id for role in member.roles])
    allowed = _laid_over(allowed, place, [user.id])
    return _implied(allowed, channel, user)


def _laid_over(base: Permission, place: "Channel", ids: list[int]) -> Permission:
    """What one level of overwrites leaves: first all that they deny, then all that they allow."""
    found = [place.overwrites[id] for id in ids if id in place.overwrites]
    for overwrite in found:
        base &= ~overwrite.deny
    for overwrite in found:
        base |= overwrite.allow
    return base


def _implied(allowed: Permission, channel: "Channel", user: "User") -> Permission:
    if not allowed & Permission.VIEW_CHANNEL:
        return Permission.NONE
    if channel.private and not allowed & Permission.MANAGE_THREADS and user.id not in channel.members:
        return Permission.NONE
    sends = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    return allowed if allowed & sends else allowed & ~WITH_SENDING
