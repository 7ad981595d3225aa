"""The object of a response: every key that is required, those that repeat the request among them. Pure.

Source: the 31 keys that Open Responses requires, and openapi.yaml 2.3.0 (Response), seen 2026-10.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Literal

from platforms.http.answer.pieces import Finish, Usage
from platforms.http.errors import ApiError
from platforms.http.request.checks import Object

Status = Literal["in_progress", "completed", "incomplete", "failed"]


class Response:
    """One response, from its beginning to its end."""

    def __init__(self, id: str, model: str, echo: Mapping[str, object], created: int | None = None) -> None:
        self.id, self.model, self.echo = id, model, echo
        self.created = int(time.time()) if created is None else created

    def begun(self) -> Object:
        return self._fields("in_progress", (), None)

    def ended(self, finish: Finish, output: Sequence[Object], usage: Usage, at: int | None = None) -> Object:
        """As far as it came: completed, or incomplete and why."""
        why = incomplete(finish)
        told = self._fields("incomplete" if why else "completed", output, usage)
        if why:
            return {**told, "incomplete_details": {"reason": why}}
        return {**told, "completed_at": int(time.time()) if at is None else at}

    def failed(self, error: ApiError, output: Sequence[Object], usage: Usage | None = None) -> Object:
        return {**self._fields("failed", output, usage), "error": {"code": _code(error), "message": error.message}}

    def _fields(self, status: Status, output: Sequence[Object], usage: Usage | None) -> Object:
        return {
            "id": self.id,
            "object": "response",
            "created_at": self.created,
            "completed_at": None,
            "status": status,
            "background": False,
            "error": None,
            "incomplete_details": None,
            "model": self.model,
            "output": list(output),
            **self.echo,
            "service_tier": "default",
            "usage": None if usage is None else fields_of(usage),
        }


def fields_of(usage: Usage) -> Object:
    return {
        "input_tokens": usage.prompt,
        "input_tokens_details": {"cached_tokens": usage.cached, "cache_write_tokens": 0},
        "output_tokens": usage.completion,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning},
        "total_tokens": usage.prompt + usage.completion,
    }


def incomplete(finish: Finish) -> str:
    """Why the output is not whole; empty where it is."""
    match finish:
        case "length":
            return "max_output_tokens"
        case "content_filter":
            return "content_filter"
        case _:
            return ""


def _code(error: ApiError) -> str:
    """One of the codes that a failed response can have; the error's own is in the message of the stream."""
    if error.status == 429:
        return "rate_limit_exceeded"
    return "server_error" if error.status >= 500 else "invalid_prompt"
