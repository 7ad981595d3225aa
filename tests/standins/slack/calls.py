"""The arguments of a call, wherever they stand, and the record of calls.

Source: measured with slack_sdk 3.47: JSON bodies for chat.*, everything in the query
of a POST for reactions.*, GET for conversations.history; real Slack takes all of them for all methods.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import hdrs, web

from .payloads import Payload, SlackError


@dataclass(slots=True)
class Call:
    """One call as it came in; `answer` is None until it was answered, and for good where that failed."""

    method: str
    arguments: Payload
    at: float
    answer: Payload | None = None
    http_status: int | None = None
    secrets: Payload = field(default_factory=dict, repr=False)
    """Those of an app; kept apart, so that no record of the arguments holds them."""

    @property
    def error(self) -> str | None:
        return None if self.answer is None else self.answer.get("error")


async def read(request: web.Request) -> Payload:
    """Query, form and JSON body, laid over each other in this order."""
    arguments: Payload = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        try:
            sent = json.loads(body) if body else {}
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(sent, dict):
            raise SlackError("json_not_object")
        return arguments | sent
    if request.method == "POST":
        arguments |= dict(await request.post())
    return arguments


def token(request: web.Request, arguments: Payload) -> str | None:
    """Bearer, or the argument; taken out of the arguments so that no record holds it."""
    argument = arguments.pop("token", None)
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") if header.startswith("Bearer ") else argument


def client(request: web.Request, arguments: Payload) -> Payload:
    """client_id and client_secret: Basic authorization or arguments."""
    given: Payload = {name: arguments.pop(name) for name in ("client_id", "client_secret") if name in arguments}
    header = request.headers.get(hdrs.AUTHORIZATION, "")
    if header.startswith("Basic "):
        id, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
        given = {"client_id": id, "client_secret": secret}
    return given


class Arguments:
    """Typed reading: numbers, flags and JSON also arrive as text, from forms and queries."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def text(self, name: str) -> str | None:
        value = self._given.get(name)
        return None if value is None else str(value)

    def required(self, name: str, error: str | None = None) -> str:
        value = self.text(name)
        if not value:
            raise SlackError(error) if error else SlackError("invalid_arguments", response_metadata=_missing(name))
        return value

    def refuse(self, *names: str) -> None:
        """Arguments of sibling methods that this one does not take."""
        if taken := [name for name in names if self._given.get(name) not in (None, "")]:
            said = [f"[ERROR] unsupported argument: {name}" for name in taken]
            raise SlackError("invalid_arguments", response_metadata={"messages": said})

    def flag(self, name: str) -> bool:
        return str(self._given.get(name, "")).lower() in ("1", "true")

    def whole(self, name: str, default: int, most: int) -> int:
        value = self._given.get(name)
        if value in (None, ""):
            return default
        try:
            return min(max(int(str(value)), 1), most)
        except ValueError:
            raise SlackError("invalid_limit") from None

    def objects(self, name: str, error: str) -> list[Payload] | None:
        """A list of JSON objects, or None when it was not sent."""
        value = self._json(name, error)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise SlackError(error)
        return value

    def texts(self, name: str, error: str) -> list[str]:
        value = self._json(name, error) or []
        if not isinstance(value, list):
            raise SlackError(error)
        return [str(one) for one in value]

    def object(self, name: str, error: str) -> Payload | None:
        value = self._json(name, error)
        if value is not None and not isinstance(value, dict):
            raise SlackError(error)
        return value

    def _json(self, name: str, error: str) -> Any:
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None


def _missing(name: str) -> Payload:
    return {"messages": [f"[ERROR] missing required field: {name}"]}
