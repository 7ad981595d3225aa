"""What an API refuses a question with, in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bridge.errors import BackendError, BrokenOff, RateLimited, Refused, Unavailable

if TYPE_CHECKING:
    from openai import APIError, APIStatusError


@contextmanager
def in_our_words(section: str) -> Iterator[None]:
    """Errors of a request whose answer has not begun; ``section``: where in config.toml the API stands."""
    from openai import APIError, APIStatusError

    try:
        yield
    except APIStatusError as error:
        raise _refusal(error, section) from error
    except APIError as error:
        raise Unavailable(what=f"{message(error)} Check `base_url` in [{section}] and ask again.") from error


@contextmanager
def broken_off() -> Iterator[None]:
    """Errors of an answer that has begun."""
    from openai import APIError

    try:
        yield
    except APIError as error:
        raise BrokenOff(what=message(error)) from error
    except ValueError as error:  # an event that is no JSON
        raise BrokenOff(what="the API sent what is no event") from error


def _refusal(error: "APIStatusError", section: str) -> BackendError:
    """By status. What a key is answered with may quote the key, so it is not repeated."""
    match error.status_code:
        case 401 | 403:
            return Unavailable(what=f"it does not accept the key. Set `api_key` in [{section}].")
        case 402:
            return Unavailable(what="the account's credit is used up.")
        case 429 if error.code == "insufficient_quota":
            return Unavailable(what="the account's credit is used up.")
        case 429:
            return RateLimited()
        case status if status >= 500 and error.response.headers.get("x-should-retry") == "false":
            # a bridge, or whoever else says that the question may have been taken
            return BrokenOff(what=message(error).rstrip("."))
        case status if status in (408, 409) or status >= 500:
            return Unavailable(what=f"{message(error)} Ask again.")
        case _:
            return Refused(what=message(error))


def message(error: "APIError") -> str:
    """The API's own sentence, without the SDK's frame around it."""
    body = error.body
    said = body.get("message") if isinstance(body, dict) else None
    return said if isinstance(said, str) and said else error.message


def ended_early(reason: str) -> BrokenOff:
    """The API ended an answer for this reason, in its own words; empty: it did not say that it was over."""
    match reason:
        case "":
            return BrokenOff(what="the connection ended before the answer did")
        case "content_filter":
            return BrokenOff(what="the API's content filter stopped it")
        case _:
            return BrokenOff(what=f'the API ended it with "{reason}"')
