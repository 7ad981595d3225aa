"""What went wrong, as OpenAI's clients read it: always ``{"error": {message, type, param, code}}``.

Source: openapi.yaml 2.3.0 of openai/openai-openapi; what the SDKs retry was read in openai-python 3.54.
"""

import time
from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

import orjson

from bridge import errors as ours
from bridge.errors import Apology, BridgeError, NotReady
from bridge.types import Language

INVALID = "invalid_request_error"
SERVER = "server_error"
UNAVAILABLE = "service_unavailable_error"


class ApiError(Exception):
    """An answer that is an error."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str = INVALID,
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.type, self.param, self.code = status, message, type, param, code
        self.headers = dict(headers or {})

    def body(self) -> bytes:
        said = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        return orjson.dumps({"error": said})


class Row(NamedTuple):
    status: int
    type: str
    code: str | None


TABLE: Mapping[type[BridgeError], Row] = {
    ours.BridgeError: Row(500, SERVER, None),
    ours.BadConfig: Row(500, SERVER, None),
    ours.BadQuestion: Row(400, INVALID, "invalid_value"),
    ours.ModelNotOffered: Row(404, INVALID, "model_not_found"),
    ours.ModelUnpriced: Row(400, INVALID, "model_not_priced"),
    ours.NothingToBranch: Row(409, INVALID, "nothing_to_branch"),
    ours.StorageError: Row(503, UNAVAILABLE, "storage_error"),
    ours.BackendError: Row(502, SERVER, "upstream_error"),
    ours.NotReady: Row(503, UNAVAILABLE, "not_ready"),
    ours.Walled: Row(503, UNAVAILABLE, "not_ready"),
    ours.LoginRequired: Row(503, UNAVAILABLE, "login_required"),
    ours.GuestPage: Row(503, UNAVAILABLE, "login_required"),
    ours.SessionExpired: Row(503, UNAVAILABLE, "login_required"),
    ours.HumanCheck: Row(503, UNAVAILABLE, "human_check"),
    ours.RateLimited: Row(429, "requests", "rate_limit_exceeded"),
    ours.UsageCap: Row(429, "requests", "insufficient_quota"),
    ours.AccountLocked: Row(503, UNAVAILABLE, "account_locked"),
    ours.ChoiceWanted: Row(503, UNAVAILABLE, "choice_wanted"),
    ours.PermissionWanted: Row(503, UNAVAILABLE, "permission_wanted"),
    ours.DraftLeft: Row(503, UNAVAILABLE, "draft_left"),
    ours.WorkMode: Row(503, UNAVAILABLE, "work_mode"),
    ours.Maintenance: Row(503, UNAVAILABLE, "maintenance"),
    ours.PageChanged: Row(502, SERVER, "upstream_error"),
    ours.BrowserMissing: Row(503, UNAVAILABLE, "browser_missing"),
    ours.BrowserBusy: Row(503, UNAVAILABLE, "browser_busy"),
    ours.BrowserFailed: Row(503, UNAVAILABLE, "browser_failed"),
    ours.InLine: Row(429, "requests", "rate_limit_exceeded"),
    ours.UploadFailed: Row(503, UNAVAILABLE, "upload_failed"),
    ours.NotConfigured: Row(503, UNAVAILABLE, "not_configured"),
    ours.HeldElsewhere: Row(503, UNAVAILABLE, "held_elsewhere"),
    ours.Unavailable: Row(503, UNAVAILABLE, "server_is_overloaded"),
    ours.Ending: Row(503, UNAVAILABLE, "server_is_overloaded"),
    ours.BudgetSpent: Row(429, "insufficient_quota", "insufficient_quota"),
    ours.ConversationTaken: Row(502, SERVER, "uncertain"),
    ours.ConversationGone: Row(404, INVALID, "conversation_gone"),
    ours.TemporaryGone: Row(404, INVALID, "conversation_gone"),
    ours.ConversationFull: Row(400, INVALID, "context_length_exceeded"),
    ours.AnswerFailed: Row(502, SERVER, "generation_failed"),
    ours.PolicyNotice: Row(400, INVALID, "content_policy_violation"),
    ours.Refused: Row(400, INVALID, "refused"),
    ours.Interrupted: Row(502, SERVER, "interrupted"),
    ours.BrokenOff: Row(502, SERVER, "interrupted"),
    ours.TookTooLong: Row(504, "timeout", "timeout"),
    ours.Uncertain: Row(502, SERVER, "uncertain"),
    ours.PlatformError: Row(500, SERVER, None),
    ours.Undeliverable: Row(500, SERVER, None),
    ours.GivenUp: Row(503, UNAVAILABLE, "given_up"),
    ours.WaitedTooLong: Row(503, UNAVAILABLE, "given_up"),
    ours.ReadTooLate: Row(502, SERVER, "uncertain"),
    ours.ShownTooLate: Row(500, SERVER, None),
    ours.TriedTooOften: Row(500, SERVER, None),
    ours.CallerLeft: Row(499, INVALID, "caller_left"),
    ours.Apology: Row(500, SERVER, None),
    ours.Remembered: Row(502, SERVER, "upstream_error"),
}
"""One row for every class of bridge/errors.py; a test sees to it. A class of somebody else's has its parent's."""

NEVER_AGAIN = {"x-should-retry": "false"}
"""The SDKs send a request again by themselves on 409, 429 and ≥ 500, and this header overrules that."""

PATIENCE = 60.0
"""Seconds, where ChatGPT does not say when its limit ends; sooner is never worth a try."""


def patience(seconds: float) -> Mapping[str, str]:
    """When to come again; the SDKs look at the milliseconds first."""
    seconds = max(0.001, seconds)
    return {"retry-after": str(ceil(seconds)), "retry-after-ms": str(ceil(seconds * 1000))}


def told(error: Exception, language: Language = "en", *, asked: bool = True, param: str | None = None) -> ApiError:
    """The error in their words. ``asked``: the question may have been typed, a retry would type it again."""
    if not isinstance(error, BridgeError):
        return ApiError(
            500, "Something went wrong on our side; the log says what.", type=SERVER, headers=NEVER_AGAIN
        )
    row = next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)
    headers = _patience(error, row)
    return ApiError(
        row.status,
        error.say(language),
        type=row.type,
        param=param,
        code=row.code,
        headers={**headers, **NEVER_AGAIN} if asked else headers,
    )


def _patience(error: BridgeError, row: Row) -> Mapping[str, str]:
    """When to come again: as the site says, where it says so."""
    if not isinstance(error, ours.Walled) or error.over_at is None:
        return patience(PATIENCE) if row.status == 429 else {}
    return patience(max(1.0, error.over_at - time.time()))


def may_have_been_asked(error: Exception, anything_came: bool) -> bool:
    """Only NotReady promises that nothing was typed, and only as long as nothing was heard before it."""
    return anything_came or not isinstance(error, NotReady)


def crash(turn: str) -> ApiError:
    """A bug of ours that no backend is part of."""
    return ApiError(500, str(Apology(turn=turn)), type=SERVER, headers=NEVER_AGAIN)
