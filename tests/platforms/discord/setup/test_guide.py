"""docs/discord.md is true of what it lists."""

from pathlib import Path

import pytest

from platforms.discord.setup.offered import offers
from platforms.discord.setup.permissions import NEEDED, Needed, invited

GUIDE = " ".join((Path(__file__).parents[4] / "docs" / "discord.md").read_text("utf-8").split())
"""However its lines are broken."""


@pytest.mark.parametrize("one", NEEDED, ids=[one.name for one in NEEDED])
def test_each_permission_is_explained(one: Needed) -> None:
    """In the words of the invitation."""
    assert f"| {one.shown} | {one.reason} |" in GUIDE


def test_the_number_of_the_invitation() -> None:
    """For whoever makes a link by hand."""
    assert f"permissions={invited().value}`" in GUIDE


def test_each_command_is_named() -> None:
    """Those behind a slash, and those of a message's menu."""
    for offer in offers():
        assert (f"/{offer['name']}" if offer["type"] == 1 else f'"{offer["name"]}"') in GUIDE
