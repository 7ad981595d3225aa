"""Events, clicks and commands as signed HTTP requests.

Source: docs.slack.dev "Verifying requests from Slack" (v0 = HMAC-SHA256 over `v0:timestamp:body`), "The Events
API" (retry headers and reasons, x-slack-no-retry, at most two redirects, three seconds to answer), "Handling user
interaction" (a form with one field, payload) and "Implementing slash commands" (a form). The timestamp is real
time, whatever the stand-in's clock says: the app compares it with its own.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp

from tests.standins.clock import Clock

from .delivery import Attempt, Kind, Unheard
from .payloads import Payload

REDIRECTS = 2


def signature(secret: str, timestamp: str, body: str) -> str:
    mac = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={mac.hexdigest()}"


def encoded(payload: Payload, kind: Kind) -> tuple[str, str]:
    """The body and its content type."""
    match kind:
        case "events_api":
            return json.dumps(payload), "application/json"
        case "interactive":
            return urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
        case "slash_commands":
            return urlencode(payload), "application/x-www-form-urlencoded"


def answered(text: str) -> Payload | None:
    """The body of an acknowledgement: empty, JSON, or plain text to show."""
    if not text:
        return None
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {"text": text}


class SignedRequests:
    """A Carrier that posts to one URL."""

    late = "http_timeout"

    def __init__(
        self,
        url: str,
        *,
        secret: str,
        token: str,
        clock: Clock,
        ring: Callable[[], None],
        session: aiohttp.ClientSession,
        answer_within: float,
    ) -> None:
        self._url = url
        self._secret = secret
        self._token = token
        self._clock = clock
        self._ring = ring
        self._session = session
        self._answer_within = answer_within

    async def carry(self, payload: Payload, attempt: Attempt, kind: Kind = "events_api") -> Payload | None:
        retry = {"x-slack-retry-num": str(attempt.number), "x-slack-retry-reason": attempt.reason}
        attempt.sent = True
        self._ring()
        try:
            status, text, final = await self._clock.within(
                self._answer_within, self.knock(payload, kind, headers=retry if attempt.number else {})
            )
        except TimeoutError:
            raise Unheard(self.late) from None
        except aiohttp.TooManyRedirects:
            raise Unheard("too_many_redirects") from None
        except aiohttp.ClientError:
            raise Unheard("connection_failed") from None
        if not 200 <= status < 300:
            raise Unheard("http_error", hopeless=final)
        return answered(text)

    async def knock(
        self,
        payload: Payload,
        kind: Kind = "events_api",
        *,
        headers: dict[str, str] | None = None,
        secret: str | None = None,
        age: int = 0,
    ) -> tuple[int, str, bool]:
        """One request: its status, its text, and whether the app wants no retry.

        With another secret or an old timestamp it is a forged or a replayed one.
        """
        (body, content_type), timestamp = encoded(payload, kind), str(int(time.time()) - age)
        sent = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(secret or self._secret, timestamp, body),
            **(headers or {}),
        }
        async with self._session.post(self._url, data=body, headers=sent, max_redirects=REDIRECTS) as answer:
            return answer.status, await answer.text(), answer.headers.get("x-slack-no-retry") == "1"

    async def verify(self) -> None:
        """url_verification: the challenge has to come back, as JSON or as plain text."""
        challenge = secrets.token_hex(16)
        body = {"type": "url_verification", "token": self._token, "challenge": challenge}
        status, text, _ = await self.knock(body)
        if status != 200 or challenge not in text:
            raise AssertionError(f"{self._url} did not answer the challenge: HTTP {status}, {text[:200]!r}")
