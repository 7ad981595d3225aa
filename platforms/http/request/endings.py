"""What ends an answer before its time."""

from platforms.http.request.checks import Object, invalid, refuse_type, whole

MOST_STOPS = 4
LIMITS = ("max_completion_tokens", "max_tokens")
"""The second is the first one's older name; of both the smaller counts."""


def stops_of(fields: Object) -> tuple[str, ...]:
    """``stop``, a string or a list of at most four."""
    value = fields.get("stop", [])
    stops = [value] if isinstance(value, str) else value
    if not isinstance(stops, list):
        raise refuse_type("stop", "a string or an array of strings")
    if len(stops) > MOST_STOPS:
        raise invalid("stop", f"there can be {MOST_STOPS} at most")
    return tuple(_stop(one) for one in stops)


def most_tokens(fields: Object, *names: str) -> int | None:
    return min((_limit(name, fields[name]) for name in names or LIMITS if name in fields), default=None)


def _stop(one: object) -> str:
    if not isinstance(one, str):
        raise refuse_type("stop", "a string or an array of strings")
    if not one:
        raise invalid("stop", "an empty text stands everywhere")
    return one


def _limit(name: str, value: object) -> int:
    if (limit := whole(name, value)) < 1:
        raise invalid(name, "it has to be at least 1")
    return limit
