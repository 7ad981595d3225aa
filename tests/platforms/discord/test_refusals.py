"""What went wrong with a call: a table."""

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from bridge.errors import Undeliverable
from platforms.discord.refusals import CallFailed, understood
from platforms.trouble import NotNow, NotThere


def failed(status: int, code: int = 0, headers: dict[str, str] | None = None) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="reason", headers=headers or {})
    kinds = {403: discord.Forbidden, 404: discord.NotFound, 503: discord.DiscordServerError}
    return kinds.get(status, discord.HTTPException)(response, {"code": code, "message": "text"})


@pytest.mark.parametrize(
    ("error", "seconds", "unclear"),
    [
        (failed(429, headers={"Retry-After": "7.5"}), 7.5, False),
        (failed(429), 1, False),
        (failed(429, headers={"Retry-After": "soon"}), 1, False),
        (discord.RateLimited(3), 3, False),
        (failed(500), None, True),
        (failed(503), None, True),
        (aiohttp.ServerDisconnectedError(), None, True),
        (TimeoutError(), None, True),
        (ConnectionResetError(), None, True),
    ],
)
def test_what_passes(error: Exception, seconds: float | None, unclear: bool) -> None:
    """Only after a clean refusal is it certain that nothing was written."""
    assert isinstance(error, CallFailed)
    trouble = understood(error)
    assert isinstance(trouble, NotNow)
    assert (trouble.seconds, trouble.unclear) == (seconds, unclear)


def test_a_message_that_is_gone() -> None:
    assert isinstance(understood(failed(404, 10008)), NotThere)


@pytest.mark.parametrize(
    ("status", "code", "cure"),
    [
        (403, 50001, 'Grant its role "View Channel"'),
        (403, 50013, 'lacks the permission "Send Messages in Threads"'),
        (403, 50007, "Ask in a channel"),
        (404, 10003, "deleted"),
        (400, 50083, "archived"),
        (400, 160005, "locked"),
        (400, 160006, "active threads"),
        (401, 0, "Take a new one"),
        (400, 99999, "does not take it"),
    ],
)
def test_what_stays(status: int, code: int, cure: str) -> None:
    """One fact, one next step, and Discord's own words for it."""
    error = understood(failed(status, code), "Send Messages in Threads")
    assert isinstance(error, Undeliverable)
    assert cure in str(error)
    assert str(error).endswith(f"(Discord says {code}: text)")


def test_a_refused_token() -> None:
    error = understood(discord.LoginFailure("Improper token has been passed."))
    assert str(error) == 'Discord refuses the token. Take a new one from the app\'s page "Bot".'
