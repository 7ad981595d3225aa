"""All calls, by method and path. A word in braces stands for one piece of the path."""

import re
from collections.abc import Callable
from typing import Any

from tests.standins.discord.world import World

from . import channels, commands, interactions, messages, people
from .call import Call

Act = Callable[[World, Call], Any]
"""What comes back is the JSON of the answer; None is 204, no content."""

ROUTES: dict[str, Act] = {
    **messages.ROUTES,
    **channels.ROUTES,
    **people.ROUTES,
    **commands.ROUTES,
    **interactions.ROUTES,
}

OPEN = ("/interactions/", "/webhooks/", "/gateway")
"""Where no token is asked for: the path has one of its own, or it is no secret."""

UNCOUNTED = ("/interactions/", "/webhooks/")
"""Not part of the 50 calls a second."""


def _pattern(route: str) -> re.Pattern[str]:
    method, _, path = route.partition(" ")
    return re.compile(f"{method} " + re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)))


PATTERNS = [(route, _pattern(route)) for route in sorted(ROUTES, key=lambda route: (route.count("{"), route))]


def find(call: Call) -> Act | None:
    """The act for a call, whose route and ids are filled in."""
    for route, pattern in PATTERNS:
        if match := pattern.fullmatch(f"{call.method} {call.path}"):
            call.route, call.params = route, match.groupdict()
            return ROUTES[route]
    return None
