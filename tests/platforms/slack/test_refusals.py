"""What went wrong with a call: a table."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bridge.errors import Undeliverable
from platforms.slack.refusals import understood
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
        ("token_revoked", "Take a new one"),
        ("invalid_auth", "Take a new one"),
        ("missing_scope", "Add it"),
        ("never_heard_of", "does not take the answer"),
    ],
)
def test_what_stays(code: str, cure: str) -> None:
    """One fact, one next step, and Slack's own word for it."""
    error = understood(failed(200, {"ok": False, "error": code, "needed": "chat:write"}))
    assert isinstance(error, Undeliverable)
    assert cure in str(error)
    assert str(error).endswith(f"(Slack says {code}.)")
    assert ("chat:write" in str(error)) == (code == "missing_scope")
