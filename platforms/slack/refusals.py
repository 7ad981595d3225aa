"""What went wrong with a call to Slack, and what to do about it; pure.

Source: the error tables of docs.slack.dev's method pages, "Rate limits".
"""

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError

from bridge.errors import Undeliverable
from platforms.trouble import NotNow, NotThere

CallFailed = (SlackApiError, SlackRequestError, aiohttp.ClientError, TimeoutError, OSError)
"""What slack-sdk raises when a call fails."""

TOO_MANY = 429
SERVER_ERROR = 500

UNCLEAR = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack stumbled; "it's possible some aspect of the operation succeeded"."""

BAD_TOKEN = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)

FOR_GOOD = {
    "channel_not_found": "The channel is gone, or the app is not in it. Invite the app again.",
    "is_archived": "The channel is archived. Unarchive it, then ask again.",
    "not_in_channel": "The app is not in the channel any more. Invite it with /invite, then ask again.",
    "thread_not_found": "The thread was deleted.",
    "cannot_reply_to_message": "Slack allows no replies to this message.",
    "restricted_action": "The workspace does not let the app write in this channel. Ask an admin to allow it.",
    "messages_tab_disabled": "The app's Messages tab is off. Switch it on under App Home, then ask again.",
}


def understood(error: Exception) -> NotNow | NotThere | Undeliverable:
    """The failure of a call, in our words."""
    if not isinstance(error, SlackApiError):
        return NotNow(f"Slack can't be reached ({type(error).__name__})")
    status, answer = getattr(error.response, "status_code", 0), _answer(error)
    code = str(answer.get("error", ""))
    if status == TOO_MANY or code in ("ratelimited", "rate_limited"):
        return NotNow("Slack asks for a pause", seconds=_retry_after(error), unclear=False)
    if status >= SERVER_ERROR or code in UNCLEAR or not code:
        return NotNow(f"Slack is in trouble ({code or f'HTTP {status}'})")
    if code in ("message_not_found", "cant_update_message", "cant_delete_message"):
        return NotThere(code)
    return Undeliverable(what=f"{_sentence(code, answer)} (Slack says {code}.)")


def _sentence(code: str, answer: Mapping[str, Any]) -> str:
    """One fact and one next step, for an error that waiting does not cure."""
    if code == "missing_scope":
        needed = answer.get("needed", "?")
        return f'The app lacks the scope {needed}. Add it under "OAuth & Permissions" and install the app again.'
    if code in BAD_TOKEN:
        return "Slack refuses the token. Take a new one from the app's page."
    return FOR_GOOD.get(code, "Slack does not take the answer.")


def _answer(error: SlackApiError) -> Mapping[str, Any]:
    data = getattr(error.response, "data", None)
    return data if isinstance(data, dict) else {}


def _retry_after(error: SlackApiError) -> float:
    given = next((value for name, value in error.response.headers.items() if name.lower() == "retry-after"), "")
    return float(given) if given.isdigit() else 1.0
