"""What stands below an answer."""

from pathlib import Path
from typing import Any

import pytest

from bridge.errors import PolicyNotice
from bridge.events import CutShort, Text
from bridge.types import Model, TurnId
from platforms.showing.answer import Offers
from platforms.slack.showing.buttons import actions
from tests.fakes import FakeBackend
from tests.platforms.house import everywhere, growing
from tests.platforms.slack.house import House, house, ours, quiet, told
from tests.standins.slack import ApiError, Channel, Message, Person, StandInSlack

TURN = TurnId(7)
MODELS = (Model("gpt-5", "openai", "GPT-5"), Model("o3", "openai"), Model("x" * 151, "openai"))


def elements(offers: Offers, models: tuple[Model, ...] = (), current: str = "") -> list[dict[str, Any]]:
    return [element for block in actions(TURN, offers, "en", models, current) for element in block["elements"]]


def offered(message: Message) -> list[str]:
    """The actions below a message."""
    blocks = [block for block in message.blocks if block["type"] == "actions"]
    return [element["action_id"] for block in blocks for element in block["elements"]]


def test_nothing_to_do_is_no_block() -> None:
    assert actions(TURN, Offers(), "en") == []


def test_each_button_says_of_which_turn_it_is() -> None:
    """The menu's block does, since its own value is the model."""
    [block] = actions(TURN, Offers(again=True, go_on=True, link="https://chatgpt.com/c/1"), "en", MODELS)
    assert block["block_id"] == "tb:7"
    buttons = [element for element in block["elements"] if element["type"] == "button"]
    assert [(one["action_id"], one["value"]) for one in buttons] == [
        ("tb_continue", "7"),
        ("tb_again", "7"),
        ("tb_open", "7"),
    ]
    assert buttons[2]["url"] == "https://chatgpt.com/c/1"


def test_labels_are_in_the_channels_language() -> None:
    [block] = actions(TURN, Offers(stop=True), "ko")
    assert [element["text"]["text"] for element in block["elements"]] == ["중지"]


def test_the_current_model_comes_first() -> None:
    """Chosen already; one that Slack could not give back is left out."""
    [_, menu] = elements(Offers(again=True), MODELS, "o3")
    assert [option["value"] for option in menu["options"]] == ["o3", "gpt-5"]
    assert menu["initial_option"] == menu["options"][0]
    assert [option["text"]["text"] for option in menu["options"]] == ["o3", "GPT-5"]
    [_, unknown] = elements(Offers(again=True), MODELS, "another")
    assert "initial_option" not in unknown


@pytest.mark.parametrize("count", [1, 100, 300])
def test_slacks_limits_are_kept(count: int) -> None:
    """Options, labels and links."""
    many = tuple(Model(f"model-{number}", "openai", "Wörter " * 20) for number in range(count))
    [_, menu] = elements(Offers(again=True, link="https://" + "x" * 4_000), many)
    assert len(menu["options"]) == min(count, 100)
    assert all(len(option["text"]["text"]) <= 75 for option in menu["options"])


async def asked(
    at: House, ana: Person, slack: StandInSlack, channel: Channel, thread: str | None = None
) -> Message:
    """The app's last message, when all is done."""
    ts = await ana.says(channel, "a question", thread=thread)
    await quiet(slack, at)
    return ours(channel, thread or ts, slack)[-1]


@pytest.mark.parametrize("streaming", [True, False])
async def test_stop_while_it_is_written_then_regenerate(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, streaming: bool
) -> None:
    slack.habits.streaming = streaming
    steps, [gate] = growing("A line.\n", "And another.")
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "two lines")
        await slack.until(lambda: told(general, ts, slack) == ["A line."])
        [answer] = ours(general, ts, slack)
        assert offered(answer) or (answer.stream and answer.stream.blocks)
        gate.set()
        await quiet(slack, at)
    assert offered(answer) == ["tb_again"]


async def test_an_answer_that_was_cut_can_go_on(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    async with house(slack, tmp_path, FakeBackend(Text("And so"), CutShort())) as at:
        assert offered(await asked(at, ana, slack, general)) == ["tb_continue", "tb_again"]


async def test_what_failed_without_a_word_can_be_asked_again(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    async with house(slack, tmp_path, FakeBackend(refuses=PolicyNotice())) as at:
        assert offered(await asked(at, ana, slack, general)) == ["tb_anew"]


async def test_the_menu_has_the_models_that_are_known(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """They are asked for after the first answer, and nobody waits for that."""
    backend = FakeBackend(Text("Yes."), offers=MODELS[:2])
    async with house(slack, tmp_path, backend, rules=everywhere(model="o3")) as at:
        assert offered(await asked(at, ana, slack, general)) == ["tb_again"]
        answer = await asked(at, ana, slack, general)
    [block] = [block for block in answer.blocks if block["type"] == "actions"]
    assert [option["value"] for option in block["elements"][-1]["options"]] == ["o3", "gpt-5"]


async def test_only_the_newest_answer_of_a_thread_has_buttons(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The text of the older one stays."""
    async with house(slack, tmp_path, FakeBackend(Text("Yes."))) as at:
        first = await asked(at, ana, slack, general)
        other = await asked(at, ana, slack, general)
        second = await asked(at, ana, slack, general, first.thread_ts)
    assert [offered(one) for one in (first, other, second)] == [[], ["tb_again"], ["tb_again"]]
    assert told(general, first.thread_ts or "", slack) == ["Yes.", "Yes."]


@pytest.mark.parametrize("streaming", [True, False])
async def test_also_after_a_restart(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, streaming: bool
) -> None:
    """Which message had them is in the ledger; what stands in it is read, and written as Slack keeps it."""
    slack.habits.streaming = streaming
    async with house(slack, tmp_path, FakeBackend(Text("**Yes** & <no>."))) as at:
        first = await asked(at, ana, slack, general)
    async with house(slack, tmp_path, FakeBackend(Text("Yes."))) as at:
        second = await asked(at, ana, slack, general, first.thread_ts)
    assert [offered(one) for one in (first, second)] == [[], ["tb_again"]]
    assert told(general, first.thread_ts or "", slack) == ["Yes & <no>.", "Yes."]
    [section] = [element for block in first.blocks for element in block["elements"]]
    assert section["elements"][0] == {"type": "text", "text": "Yes", "style": {"bold": True}}


async def test_old_buttons_that_can_not_be_taken_away_stay(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    async with house(slack, tmp_path, FakeBackend(Text("Yes."))) as at:
        first = await asked(at, ana, slack, general)
        slack.fail("chat.update", ApiError("cant_update_message"), times=9)
        await asked(at, ana, slack, general, first.thread_ts)
    assert offered(first) == ["tb_again"]
