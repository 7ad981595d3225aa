"""Who takes no direct messages is not tried again and again, for each refusal counts against all."""

from pathlib import Path

import pytest

from bridge.errors import Undeliverable
from bridge.events import Text
from platforms.discord.closed import MINUTE, Closed
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import answered, house, quiet
from tests.standins.discord import ApiError, Channel, Person, StandInDiscord


async def test_one_person_does_not_use_up_discords_patience(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """However often they want something that only a direct message may say."""
    discord.fail("POST /users/@me/channels", ApiError(50007, 403), times=9)
    async with house(discord, tmp_path, FakeBackend(Text("Mangoes."))) as at:
        await answered(discord, at, await ana.says(general, "what grows here?"), "Mangoes.")
        for _ in range(4):
            await ana.says(general, "!find mangoes")
            await quiet(discord, at)
        assert at.platform.bot.client.rest.refused.count == 1


def test_after_a_minute_it_is_tried_again() -> None:
    """They may have changed their mind; nobody else is held back meanwhile."""
    now = [100.0]
    closed = Closed(lambda: now[0])
    with pytest.raises(Undeliverable), closed.asking("ana"):
        raise Undeliverable(what="closed")
    with pytest.raises(Undeliverable, match="closed"), closed.asking("ana"):
        pytest.fail("it was called")
    with closed.asking("ben"):
        pass
    now[0] += MINUTE
    with closed.asking("ana"):
        pass
