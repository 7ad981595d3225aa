"""The little language in which the rules of Block Kit are written here; pure.

A check looks at one value and yields what is wrong with it, in words as Slack's, with a pointer to the place.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]

ID_MOST, URL_MOST = 255, 3_000


def wrong(what: str, at: str) -> str:
    return f"{what} [json-pointer:{at}]"


def text(most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield wrong("must be a string", at)
        elif len(value) > most:
            yield wrong(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            yield wrong(f"must be more than {least - 1} characters", at)

    return check


def flag(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield wrong("must be a boolean", at)


def whole(least: int, most: int) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield wrong(f"must be a number from {least} to {most}", at)

    return check


def one_of(*values: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if value not in values:
            yield wrong(f"must be one of {', '.join(values)}", at)

    return check


def listed(check: Check, most: int, least: int = 1) -> Check:
    def all_of(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield wrong("must be a list", at)
        elif len(value) > most:
            yield wrong(f"no more than {most} items allowed", at)
        elif len(value) < least:
            yield wrong(f"must provide at least {least} items", at)
        else:
            for place, one in enumerate(value):
                yield from check(one, f"{at}/{place}")

    return all_of


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others; `type` is looked at by `typed`."""
    allowed = {**required, **(optional or {})}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must be an object", at)
            return
        for name in required.keys() - value.keys():
            yield wrong(f"missing required field: {name}", at)
        for name in value.keys() - allowed.keys() - {"type"}:
            yield wrong(f"additional property not allowed: {name}", f"{at}/{name}")
        for name in allowed.keys() & value.keys():
            yield from allowed[name](value[name], f"{at}/{name}")

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """One of several objects, told apart by their `type`."""

    def check(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            yield wrong(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from kinds[kind](value, at)

    return check


def either(*names: str) -> Check:
    """One of these fields has to be there."""

    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, dict) and not any(name in value for name in names):
            yield wrong(f"must define one of: {', '.join(names)}", at)

    return check


def both(*checks: Check) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        for one in checks:
            yield from one(value, at)

    return check


def plain(most: int) -> Check:
    """A text object of the type plain_text."""
    return typed({"plain_text": shape({"text": text(most)}, {"emoji": flag})})


def prose(most: int) -> Check:
    """A text object of either type."""
    mrkdwn = shape({"text": text(most)}, {"verbatim": flag})
    return typed({"plain_text": shape({"text": text(most)}, {"emoji": flag}), "mrkdwn": mrkdwn})


def distinct(items: list[Any], name: str, at: str) -> Iterator[str]:
    """No two of them have the same value in this field."""
    seen: set[str] = set()
    for place, item in enumerate(items):
        value = item.get(name) if isinstance(item, dict) else None
        if isinstance(value, str) and value in seen:
            yield wrong(f"`{name}` {value} already exists", f"{at}/{place}/{name}")
        elif isinstance(value, str):
            seen.add(value)
