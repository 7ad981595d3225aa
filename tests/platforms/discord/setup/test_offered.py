"""Commands as Discord takes them: names, sizes, languages."""

import re
from typing import Any

import pytest

from bridge.texts import say
from platforms.discord.setup.offered import (
    ABOUT,
    LOCALES,
    MENU,
    SLASHES,
    SUMMARY,
    TYPED,
    differing,
    offers,
    with_others,
)

NAME = re.compile(r"[-_'\w]{1,32}")
"""As docs.discord.com has it for what is typed, without the letters of two scripts."""

MOST = 8_000
"""Characters of names and descriptions of one command, in its longest language."""


def texts(offer: dict[str, Any], what: str) -> list[str]:
    """In all languages."""
    return [offer[what], *offer[f"{what}_localizations"].values()]


def parts(offer: dict[str, Any]) -> list[dict[str, Any]]:
    """The command and its options."""
    return [offer, *offer.get("options", [])]


TYPED_ONES = [one for one in offers() if one["type"] == TYPED]


@pytest.mark.parametrize("offer", TYPED_ONES, ids=[one["name"] for one in TYPED_ONES])
def test_names_and_descriptions_are_such_that_discord_takes_them(offer: dict[str, Any]) -> None:
    """In every language; what must be typed comes first."""
    for part in parts(offer):
        for name in texts(part, "name"):
            assert NAME.fullmatch(name)
            assert name == name.lower()
        assert all(1 <= len(text) <= 100 for text in texts(part, "description"))
    whole = [max(map(len, texts(part, what))) for part in parts(offer) for what in ("name", "description")]
    assert sum(whole) <= MOST
    needed = [one["required"] for one in offer["options"]]
    assert needed == sorted(needed, reverse=True)


@pytest.mark.parametrize("locale", ["en", *LOCALES])
def test_no_two_have_the_same_name(locale: str) -> None:
    """Among those of their kind; nor two options of one command."""
    for kind in (TYPED, MENU):
        names = [one["name_localizations"].get(locale, one["name"]) for one in offers() if one["type"] == kind]
        assert len(names) == len(set(names))
    for offer in TYPED_ONES:
        names = [one["name_localizations"].get(locale, one["name"]) for one in offer["options"]]
        assert len(names) == len(set(names))


def test_they_are_there_in_korean() -> None:
    """With the words that messages have, where those have one."""
    named = {one["name"]: one["name_localizations"]["ko"] for one in offers()}
    assert (named["ask"], named["stop"], named["new"]) == ("질문", "중지", "새대화")
    assert named[ABOUT] == say("manifest_ask_about_this", "ko")
    assert {one.name for one in SLASHES} | {ABOUT, SUMMARY} == set(named)


def told(offer: dict[str, Any], number: int) -> dict[str, Any]:
    """As Discord tells it: what is false or empty is left out, and what it made itself is there."""
    made = {
        "id": str(number),
        "application_id": "1",
        "version": "2",
        "default_member_permissions": None,
        "nsfw": False,
    }
    options = [{key: value for key, value in one.items() if value} for one in offer.get("options", [])]
    return made | {key: value for key, value in offer.items() if value} | ({"options": options} if options else {})


def test_what_discord_has_as_it_is_differs_in_nothing() -> None:
    """So that nothing is written."""
    assert differing([told(one, number) for number, one in enumerate(offers())]) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("description", "something else"),
        ("name_localizations", {"ko": "다른"}),
        ("options", []),
        ("contexts", [0]),
        ("integration_types", [0, 1]),
    ],
)
def test_what_is_otherwise_is_found(key: str, value: object) -> None:
    """Only that."""
    theirs = [told(one, number) for number, one in enumerate(offers())]
    theirs[0] |= {key: value}
    assert differing(theirs) == ["ask"]
    assert differing(theirs[2:]) == ["ask", "find"]


def test_what_others_gave_the_application_stays() -> None:
    """As it is, but for what Discord makes itself; one of our names becomes ours."""
    other = {
        "id": "1",
        "version": "2",
        "type": 4,
        "name": "launch",
        "handler": 2,
        "description": "",
        "options": None,
    }
    theirs: list[dict[str, Any]] = [other, {"id": "2", "name": "ask", "description": "old"}]
    assert with_others(theirs) == [*offers(), {"type": 4, "name": "launch", "handler": 2, "description": ""}]


@pytest.mark.parametrize(("contexts", "kept"), [(None, "dm_permission"), ([0], "contexts")])
def test_where_others_may_be_used_stays(contexts: list[int] | None, kept: str) -> None:
    """Said as they said it: the older word only where there is no newer one."""
    other = {"type": 1, "name": "theirs", "description": "x", "dm_permission": False, "contexts": contexts}
    [*_, told] = with_others([other])
    assert {"dm_permission", "contexts"} & set(told) == {kept}
