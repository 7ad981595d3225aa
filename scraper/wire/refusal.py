"""What the site says where it gives no answer, as the error that people are told. Pure."""

import json
import time
from dataclasses import dataclass

from bridge.errors import (
    AnswerFailed,
    BackendError,
    BadQuestion,
    BridgeError,
    ConversationFull,
    ConversationGone,
    HumanCheck,
    Maintenance,
    PolicyNotice,
    RateLimited,
    Refused,
    SessionExpired,
    Walled,
)
from scraper.wire.limits import capped, over_at

NO_WORDS = "an error without words"

# The site's codes and sentences, in lower case and in part; the page's language decides which of them come.
CAPPED = ("quota", "usage_limit", "usage cap", "hit your", "reached our limit", "out of messages", "사용 한도")
FULL = ("conversation_too_long", "max_conversation_length", "maximum length for this conversation", "최대 길이")
TOO_LONG = ("message_length_exceeds", "message_too_long", "submitted was too long", "too_long", "너무 깁니다")
POLICY = ("content_policy", "usage policies", "moderation", "이용 정책", "사용 정책")
HURRIED = ("too many requests", "rate_limit", "too_many_requests", "너무 많은 요청")


@dataclass(frozen=True, slots=True)
class Words:
    """What the site said."""

    said: str
    code: str = ""
    until: str = ""
    """When a limit is over, in the site's words."""

    def __str__(self) -> str:
        return self.said


def words(said: object, code: object = None, until: object = None) -> Words:
    """Whatever shape an error has; the words in it, the code and the time."""
    if isinstance(said, dict):
        code = said.get("code") or said.get("type") or code
        until = next((said[key] for key in ("resets_after", "reset_after", "clears_in") if said.get(key)), until)
        said = said.get("message") or said.get("detail") or said.get("code") or json.dumps(said)
    if isinstance(said, dict | list):
        said = json.dumps(said)
    return Words(str(said or NO_WORDS), str(code or ""), str(until or ""))


def body(text: str) -> Words:
    """The words in the body of an answer that is no stream."""
    try:
        value = json.loads(text)
    except ValueError:
        return Words("")
    if not isinstance(value, dict):
        return Words("")
    said = value.get("detail") or value.get("error") or value.get("message")
    return words(said) if said else Words("")


def in_answer(error: Words) -> BackendError | BadQuestion:
    """The stream said that there is no answer, or no more of it."""
    known = _known(error)
    if isinstance(known, Walled):
        known.unanswered = True
    return known or AnswerFailed(what=error.said.rstrip("."))


def refusal(status: int, error: Words) -> BridgeError:
    """The site did not take the question."""
    if known := _known(error):
        return known
    match status:
        case 401:
            return SessionExpired()
        case 403 if not error.said:
            return HumanCheck()  # no JSON: a page that wants to see a person
        case 404:
            return ConversationGone()
        case 413:
            return BadQuestion(what=error.said or "the question is too long for ChatGPT")
        case 429:
            return _hurried(error)
        case 500 | 502 | 503 | 504 if not error.said:
            return Maintenance()
        case _:
            return Refused(what=error.said or f"HTTP {status}")


def _known(error: Words) -> BackendError | BadQuestion | None:
    told = f"{error.code} {error.said}".lower()
    if any(sign in told for sign in CAPPED):
        return capped(error.until or error.said)
    if any(sign in told for sign in FULL):
        return ConversationFull()
    if any(sign in told for sign in TOO_LONG):
        return BadQuestion(what=error.said)
    if any(sign in told for sign in POLICY):
        return PolicyNotice()
    if any(sign in told for sign in HURRIED):
        return _hurried(error)
    return None


def _hurried(error: Words) -> RateLimited:
    limited = RateLimited()
    limited.over_at = over_at(error.until, time.time())
    return limited
