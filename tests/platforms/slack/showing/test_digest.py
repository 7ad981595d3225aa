"""What was asked in a channel in a week, as Slack is given it."""

import time
from pathlib import Path

from bridge.digest.gathering import gathered
from bridge.events import Text
from bridge.types import Channel as Place
from tests.fakes import FakeBackend
from tests.platforms.house import everywhere
from tests.platforms.slack.house import house
from tests.standins.slack import Channel, Person, StandInSlack


async def test_people_and_words_are_text(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """A name calls nobody, and nothing that people wrote is a mention or a link; nor in a notification."""
    ben = slack.user("ben")
    place = Place("slack", slack.team, general.id)
    async with house(slack, tmp_path, FakeBackend(Text("Yes."))) as at:
        await ana.says(general, "<!channel> <https://evil.example|here>?", mention=False)
        await ben.says(general, "And I?")
        await slack.until(lambda: len(general.top()) == 2 and all(one.replies for one in general.top()))
        await at.bridge.idle()
        digest = await gathered(at.store, at.platform, place, everywhere()(place), 0.0, time.time() + 1)
        assert digest is not None
        await at.platform.digest(place, digest)
    message = general.top()[-1]
    [block] = message.blocks
    [section] = block["elements"]
    kinds = {one["type"] for one in section["elements"]}
    assert kinds == {"text", "link"}
    assert {one["url"] for one in section["elements"] if one["type"] == "link"} == set(digest.links)
    assert "Asked most by: ana, ben" in "".join(one["text"] for one in section["elements"])
    assert "<" not in message.text
