"""Whole messages: what Slack does not take in one form it gets in another, and what it holds is compared."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.events import Text
from platforms.slack.render import blocks
from platforms.slack.showing.held import missing
from tests.fakes import FakeBackend
from tests.platforms.house import growing
from tests.platforms.slack.house import house, ours, quiet, thread_of, told
from tests.standins.slack import ApiError, Channel, Person, StandInSlack

LONG = "A sentence of seven words stands here. " * 250
RICH = """# A title

Some **bold** words, `code` and a [link](https://example.com/path), then 한국어 **강조**는 이렇게.

1. first of all
2. second of all

| city | people |
|---|---|
| Seoul | 9,400,000 |
| Busan | 3,300,000 |

```python
for one in range(10):
    print(one)
```
"""


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long"])
async def test_what_is_not_taken_in_blocks_goes_without(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, code: str
) -> None:
    """As Slack's Markdown, so without buttons; each edit of that part, too."""
    slack.habits.streaming = False
    slack.fail("chat.postMessage", ApiError(code))
    steps, [gate] = growing("The first line.\n", "The second.")
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "two lines")
        await slack.until(lambda: told(general, ts, slack) == ["The first line."])
        gate.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == ["The first line.\nThe second."]
    assert len(slack.calls_of("chat.postMessage")) == 2
    assert all("blocks" not in call.arguments for call in slack.calls_of("chat.update"))


@pytest.mark.parametrize("streaming", [True, False])
async def test_what_is_too_long_is_cut_into_shorter_parts(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, streaming: bool
) -> None:
    """Nothing of it is lost, and the turn is delivered."""
    slack.habits.streaming = streaming
    slack.fail("chat.postMessage", ApiError("msg_too_long"), times=2)
    slack.fail("chat.startStream", ApiError("msg_too_long"))
    async with house(slack, tmp_path, FakeBackend(Text(LONG))) as at:
        ts = await ana.says(general, "at length")
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    assert turn.reason == ""
    assert "".join(told(general, ts, slack)) == LONG
    assert len(ours(general, ts, slack)) == 2


async def test_what_is_always_too_long_ends_the_turn(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    slack.habits.streaming = False
    slack.fail("chat.postMessage", ApiError("msg_too_long"), times=99)
    async with house(slack, tmp_path, FakeBackend(Text(LONG))) as at:
        ts = await ana.says(general, "at length")
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    assert turn.reason
    assert turn.answer == LONG


async def test_a_final_text_is_written_once_when_slack_holds_it(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever Slack makes of its Markdown."""
    async with house(slack, tmp_path, FakeBackend(Text(RICH))) as at:
        await ana.says(general, "show me everything")
        await quiet(slack, at)
    assert len(slack.calls_of("chat.update")) <= 1
    assert "lacks" not in caplog.text


def test_a_run_that_is_not_there_is_found() -> None:
    """At the end, in the middle and in a table; the rest of its line is no excuse."""
    sent = [dict(block) for block in blocks(RICH)]
    assert missing(sent, sent) == ""
    assert missing(sent, []) == "# A title"
    for lost in ("range", "second of", "Busan", "강조"):
        assert missing(sent, without(sent, lost))


def without(value: Any, lost: str) -> Any:
    if isinstance(value, str):
        return value.replace(lost, "")
    if isinstance(value, list):
        return [without(one, lost) for one in value]
    return {key: without(one, lost) for key, one in value.items()} if isinstance(value, dict) else value


@given(st.text(st.sampled_from("ab한 *_`~|<>&[]()!#1.-\n:/"), max_size=200))
def test_what_is_there_is_never_missed(markdown: str) -> None:
    """Also when Slack gives it back in other blocks: word for word, without the signs."""
    sent = [dict(block) for block in blocks(markdown)]
    said = "".join(str(block["text"]) for block in sent if block["type"] == "markdown")
    words = [{"type": "rich_text", "elements": [{"type": "text", "text": word} for word in said.split()]}]
    assert missing(sent, sent) == ""
    if all(block["type"] == "markdown" for block in sent):
        assert missing(sent, words) == ""
