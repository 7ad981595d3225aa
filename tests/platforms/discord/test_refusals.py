"""What went wrong with a call: a table."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from bridge.errors import PlatformError, ShutOut, Undeliverable
from platforms.discord import refusals
from platforms.discord.refusals import CODES, CallFailed, banned, too_long, understood
from platforms.discord.setup.permissions import IN_THREADS
from platforms.trouble import NotNow, NotThere

VIA = {"Via": "1.1 google"}


def failed(
    status: int, code: int = 0, headers: dict[str, str] | None = None, data: dict[str, Any] | str | None = None
) -> discord.HTTPException:
    """As discord.py raises it; Discord's own answers have come through its proxy."""
    response: Any = SimpleNamespace(status=status, reason="reason", headers=VIA if headers is None else headers)
    kinds = {403: discord.Forbidden, 404: discord.NotFound, 503: discord.DiscordServerError}
    said = {"code": code, "message": "text"} if data is None else data
    return kinds.get(status, discord.HTTPException)(response, said)


@pytest.mark.parametrize(
    ("error", "seconds", "unclear"),
    [
        (failed(429, headers=VIA | {"Retry-After": "7.5"}), 7.5, False),
        (failed(429), 1, False),
        (failed(429, headers=VIA | {"Retry-After": "soon"}), 1, False),
        (failed(400, 20028), 60, False),
        (failed(503, 130000), None, True),
        (failed(400, 130000), None, True),
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
    """Another one takes its place."""
    assert isinstance(understood(failed(404, 10008)), NotThere)


@pytest.mark.parametrize(
    ("status", "code", "cure"),
    [
        (403, 50001, 'Grant its role "View Channel"'),
        (403, 50013, 'lacks the permission "Send Messages in Threads"'),
        (403, 50007, "privacy settings"),
        (404, 10003, "deleted"),
        (400, 50083, "archived"),
        (400, 160005, "locked"),
        (400, 160006, "active threads"),
        (400, 200000, "AutoMod"),
        (403, 40002, "verify"),
        (400, 50035, "fault of Threadbridge's"),
        (400, 99999, "does not take it"),
        (400, 30034, "no more commands"),
        (401, 50027, "does not wait"),
    ],
)
def test_what_stays(status: int, code: int, cure: str) -> None:
    """One fact and one next step, and Discord's own words for it."""
    error = understood(failed(status, code), IN_THREADS)
    assert isinstance(error, Undeliverable)
    assert error.code == str(code)
    assert cure in str(error)
    assert str(error).endswith(f"(Discord says {code}: text.)")
    assert error.say("ko").endswith(f"(Discord 응답: {code}: text)")


def test_a_permission_is_named_in_the_readers_language() -> None:
    """As Discord's own pages call it there; where the call's needs are not known, the doctor is."""
    refused = understood(failed(403, 50013), IN_THREADS)
    assert isinstance(refused, Undeliverable)
    assert "스레드에서 메시지 보내기" in refused.say("ko")
    assert "threadbridge doctor discord" in str(understood(failed(403, 50013)))
    assert "threadbridge doctor discord" in str(understood(failed(403)))


@pytest.mark.parametrize(
    ("error", "cure"),
    [
        (discord.LoginFailure("Improper token has been passed."), "Take a new one"),
        (failed(401), "Take a new one"),
        (failed(401, 50014), "Take a new one"),
        (failed(403, 40333), "this computer's address"),
        (failed(429, headers={}, data="error code: 1015"), "this computer's address"),
        (failed(403, headers={}, data="<!DOCTYPE html><title>Access denied</title>"), "this computer's address"),
    ],
)
def test_what_shuts_us_out(error: Exception, cure: str) -> None:
    """Nothing else would be taken either, so nothing is given up; a page of Cloudflare's is not quoted."""
    assert isinstance(error, CallFailed)
    out = understood(error)
    assert isinstance(out, ShutOut)
    assert cure in str(out)
    assert "<" not in str(out)
    assert out.say("ko") != str(out)


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (failed(429, headers={"Retry-After": "1800"}), 1800),
        (failed(429, headers={}), 60),
        (failed(429), None),
        (failed(403, 50013, headers={}), None),
        (failed(403, headers={}), None),
        (ConnectionResetError(), None),
    ],
)
def test_how_long_a_ban_lasts(error: Exception, seconds: float | None) -> None:
    """What has not come through Discord's proxy is not Discord's; a refusal with its code is."""
    assert banned(error) == seconds


def test_a_text_that_is_too_long() -> None:
    """Known by the form's own word for it."""
    form = {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {"content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer"}]}},
    }
    assert too_long(failed(400, data=form))
    assert "50035: Invalid Form Body In content: Must be 2000 or fewer.)" in str(understood(failed(400, data=form)))
    assert not too_long(failed(400, 50035))
    assert not too_long(ConnectionResetError())


def test_no_code_has_two_verdicts() -> None:
    """And every verdict has its sentence in both languages, with no blank left open."""
    source = Path(refusals.__file__).read_text()
    codes = re.findall(r"\b\d{5,6}\b", source[source.index("CODES:") : source.index("OTHERS =")])
    assert sorted(map(int, codes)) == sorted(CODES)
    for code in CODES:
        error = understood(failed(400, code), IN_THREADS)
        if isinstance(error, PlatformError):
            assert str(code) in error.say("ko")
