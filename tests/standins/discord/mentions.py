"""Whom a text mentions, and whom it pings: what may ping is said by allowed_mentions.

Source: docs.discord.com "Message Resource" (Allowed Mentions Object), "Message Formatting", seen 2026-08.
"""

import re
from dataclasses import dataclass

from .payloads import Payload, invalid
from .state import Message

USER, ROLE, EVERYONE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>"), re.compile(r"@(?:everyone|here)\b")
KINDS = {"users", "roles", "everyone"}


@dataclass(frozen=True, slots=True)
class Mentions:
    users: frozenset[int]
    roles: frozenset[int]
    everyone: bool

    @property
    def pings(self) -> frozenset[str]:
        ids = frozenset(str(id) for id in self.users | self.roles)
        return ids | {"everyone"} if self.everyone else ids


def read(text: str, allowed: Payload | None, answered: Message | None = None) -> Mentions:
    """Without allowed_mentions everything pings, and the author of what is answered as well.

    Whether the bot may mention everyone is not looked at: on another server it is an administrator.
    """
    users = {int(id) for id in USER.findall(text)}
    roles = {int(id) for id in ROLE.findall(text)}
    everyone = EVERYONE.search(text) is not None
    replied = {answered.author.id} if answered else set()
    if allowed is None:
        return Mentions(frozenset(users | replied), frozenset(roles), everyone)
    parse = set(allowed.get("parse") or [])
    if not parse <= KINDS:
        raise invalid("allowed_mentions.parse", "BASE_TYPE_CHOICES", f"Value must be one of {sorted(KINDS)}.")
    for kind in ("users", "roles"):
        if kind in parse and allowed.get(kind):
            raise invalid(f"allowed_mentions.{kind}", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "exclusive")
    return Mentions(
        frozenset(_kept(users, "users", parse, allowed) | (replied if allowed.get("replied_user") else set())),
        frozenset(_kept(roles, "roles", parse, allowed)),
        everyone and "everyone" in parse,
    )


def _kept(found: set[int], kind: str, parse: set[str], allowed: Payload) -> set[int]:
    return found if kind in parse else found & {int(id) for id in allowed.get(kind) or []}
