"""What went wrong with a call: a table."""

import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bridge.errors import PlatformError, ShutOut, Undeliverable
from platforms.slack import refusals
from platforms.slack.refusals import CODES, shuts_out, understood
from platforms.trouble import NotNow, NotThere


def failed(status: int, data: Any, headers: dict[str, str] | None = None) -> SlackApiError:
    response = AsyncSlackResponse(
        client=AsyncWebClient(),
        http_verb="POST",
        api_url="",
        req_args={},
        data=data,
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("", response)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("error", "seconds", "unclear"),
    [
        (failed(429, {"ok": False, "error": "ratelimited"}, {"retry-after": "7"}), 7, False),
        (failed(429, {}, {"Retry-After": "soon"}), 1, False),
        (failed(200, {"ok": False, "error": "ratelimited"}), 1, False),
        (failed(200, {"ok": False, "error": "message_limit_exceeded"}), 60, False),
        (failed(500, {}), None, True),
        (failed(503, "<html>"), None, True),
        (failed(200, {}), None, True),
        (failed(200, {"ok": False, "error": "fatal_error"}), None, True),
        (aiohttp.ServerDisconnectedError(), None, True),
        (TimeoutError(), None, True),
        (ConnectionResetError(), None, True),
    ],
)
def test_what_passes(error: Exception, seconds: float | None, unclear: bool) -> None:
    """Only after a clean refusal is it certain that nothing was written."""
    trouble = understood(error)
    assert isinstance(trouble, NotNow)
    assert (trouble.seconds, trouble.unclear) == (seconds, unclear)


def test_a_message_that_is_gone() -> None:
    assert isinstance(understood(failed(200, {"ok": False, "error": "message_not_found"})), NotThere)


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        ("channel_not_found", "Invite the app"),
        ("is_archived", "Unarchive it"),
        ("not_in_channel", "/invite"),
        ("thread_not_found", "deleted"),
        ("missing_scope", "Add it"),
        ("edit_window_closed", "Ask an admin"),
        ("ekm_access_denied", "suspended"),
        ("messages_tab_disabled", "Switch it on"),
        ("invalid_blocks", "fault of Threadbridge's"),
        ("never_heard_of", "does not take the answer"),
    ],
)
def test_what_stays(code: str, cure: str) -> None:
    """One fact, one next step, and Slack's own word for it."""
    error = understood(failed(200, {"ok": False, "error": code, "needed": "im:write"}))
    assert isinstance(error, Undeliverable)
    assert error.code == code
    assert cure in str(error)
    assert str(error).endswith(f"(Slack says {code}.)")
    assert ("im:write" in str(error)) == (code == "missing_scope")
    assert error.say("ko") != str(error)


@pytest.mark.parametrize(
    ("code", "needed", "cure"),
    [
        ("token_revoked", "", "Take a new one"),
        ("invalid_auth", "", "Take a new one"),
        ("account_inactive", "", "Take a new one"),
        ("team_access_not_granted", "", "admin"),
        ("missing_scope", "chat:write", "scope chat:write"),
    ],
)
def test_what_shuts_us_out(code: str, needed: str, cure: str) -> None:
    """Nothing else would be taken either, so nothing is given up: it waits for a person."""
    failure = failed(200, {"ok": False, "error": code, "needed": needed})
    error = understood(failure)
    assert isinstance(error, ShutOut)
    assert cure in str(error)
    assert shuts_out(failure)
    assert not shuts_out(failed(200, {"ok": False, "error": "is_archived"}))


def test_no_code_has_two_verdicts() -> None:
    """And every verdict has its sentence in both languages, with no blank left open."""
    source = Path(refusals.__file__).read_text()
    words = re.findall(r"[a-z_]+", source[source.index("CODES") : source.index("OTHERS")])
    twice = {word for word in words if word in CODES and words.count(word) > 1}
    assert twice == set()
    for code in CODES:
        error = understood(failed(200, {"ok": False, "error": code, "needed": "x"}))
        if isinstance(error, PlatformError):
            assert code in error.say("ko")
