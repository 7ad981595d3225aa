"""Payloads as Discord writes them."""

from .messages import attachment, message, told
from .people import application, member, role, user
from .places import channel, guild, guild_created, thread, thread_member, threads_seen

__all__ = [
    "application",
    "attachment",
    "channel",
    "guild",
    "guild_created",
    "member",
    "message",
    "role",
    "thread",
    "thread_member",
    "threads_seen",
    "told",
    "user",
]
