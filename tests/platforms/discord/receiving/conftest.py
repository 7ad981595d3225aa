"""Somebody else, and what the menu of every message has, before the platform has said so itself."""

import pytest

from platforms.discord.setup.offered import ABOUT, SUMMARY
from tests.standins.discord import Person, StandInDiscord


@pytest.fixture
def menus(discord: StandInDiscord) -> None:
    for name in (ABOUT, SUMMARY):
        discord.world.commands.put(0, {"name": name, "type": 3})


@pytest.fixture
def ben(discord: StandInDiscord) -> Person:
    return discord.user("ben")
