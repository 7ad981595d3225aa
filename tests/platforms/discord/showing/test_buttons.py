"""What stands below an answer."""

from pathlib import Path
from typing import Any

import discord
import pytest

from bridge.errors import PolicyNotice
from bridge.events import CutShort, Text
from bridge.types import Model, TurnId
from platforms.discord.showing.buttons import pressed, rows
from platforms.showing.answer import Offers
from tests.fakes import FakeBackend
from tests.platforms.discord.house import House, Server, answered, house
from tests.platforms.house import everywhere, growing

TURN = TurnId(7)
MODELS = (Model("gpt-5", "openai", "GPT-5"), Model("o3", "openai"), Model("x" * 101, "openai"))


def components(offers: Offers, models: tuple[Model, ...] = (), current: str = "") -> list[dict[str, Any]]:
    return [one for row in rows(TURN, offers, "en", models, current) for one in row["components"]]


def offered(message: discord.Message) -> list[str]:
    """What can be done below a message."""
    found = [one for row in message.components if isinstance(row, discord.ActionRow) for one in row.children]
    ids = [one.custom_id for one in found if isinstance(one, discord.Button | discord.SelectMenu)]
    return [pressed(one)[0] for one in ids if one and pressed(one)]  # type: ignore[index]


async def quiet(at: Server, inside: House) -> None:
    await inside.bridge.idle()
    await inside.platform.errands.idle()


def test_nothing_to_do_is_no_row() -> None:
    assert rows(TURN, Offers(), "en") == ()


def test_each_says_what_it_does_and_of_which_turn() -> None:
    """A link leads away, so Discord tells nobody of it."""
    offers = Offers(again=True, go_on=True, link="https://chatgpt.com/c/1")
    *buttons, link, menu = components(offers, MODELS)
    assert [one["custom_id"] for one in buttons] == ["tb:continue:7", "tb:again:7"]
    assert (link["url"], link["style"], "custom_id" in link) == ("https://chatgpt.com/c/1", 5, False)
    assert menu["custom_id"] == "tb:model:7"
    assert pressed("tb:model:7") == ("model", "7")


def test_labels_are_in_the_channels_language() -> None:
    [[stop]] = [row["components"] for row in rows(TURN, Offers(stop=True), "ko")]
    assert (stop["label"], stop["custom_id"]) == ("중지", "tb:stop:7")


def test_the_current_model_comes_first() -> None:
    """Chosen already; one that Discord could not give back is left out."""
    [_, menu] = components(Offers(again=True), MODELS, "o3")
    assert menu["options"] == [
        {"label": "o3", "value": "o3", "default": True},
        {"label": "GPT-5", "value": "gpt-5"},
    ]


@pytest.mark.parametrize("count", [1, 25, 300])
def test_discords_limits_are_kept(count: int) -> None:
    """Options, labels and links."""
    many = tuple(Model(f"model-{number}", "openai", "Wörter " * 20) for number in range(count))
    [_, menu] = components(Offers(again=True, link="https://" + "x" * 600), many)
    assert len(menu["options"]) == min(count, 25)
    assert all(len(option["label"]) <= 100 for option in menu["options"])


async def test_stop_while_it_is_written_then_regenerate(at: Server, tmp_path: Path) -> None:
    """Of the last part only: the one that was rolled over has nothing to press."""
    long = "A sentence of seven words stands here. " * 60
    steps, [gate] = growing(long, "And an end.")
    async with house(at, tmp_path, FakeBackend(*steps)) as inside:
        asked = await at.ana.send(at.general, "two parts")
        await at.until(lambda: "".join(at.told(asked)) == long)
        assert [offered(one) for one in at.ours(asked)] == [[], ["stop"]]
        gate.set()
        await quiet(at, inside)
    assert [offered(one) for one in at.ours(asked)] == [[], ["again"]]


async def test_an_answer_that_was_cut_can_go_on(at: Server, tmp_path: Path) -> None:
    async with house(at, tmp_path, FakeBackend(Text("And so"), CutShort())) as inside:
        asked = await at.ana.send(at.general, "go")
        await answered(at, inside, asked, "And so")
    [answer] = at.ours(asked)
    assert offered(answer) == ["continue", "again"]


async def test_what_failed_without_a_word_can_be_asked_again(at: Server, tmp_path: Path) -> None:
    async with house(at, tmp_path, FakeBackend(refuses=PolicyNotice())) as inside:
        asked = await at.ana.send(at.general, "go")
        await answered(at, inside, asked, PolicyNotice().say("en"))
    assert offered(at.ours(asked)[0]) == ["anew"]


async def test_the_menu_has_the_models_that_are_known(at: Server, tmp_path: Path) -> None:
    """They are asked for after the first answer, and nobody waits for that."""
    backend = FakeBackend(Text("Yes."), offers=MODELS[:2])
    async with house(at, tmp_path, backend, rules=everywhere(model="o3")) as inside:
        first = await at.ana.send(at.general, "one?")
        await answered(at, inside, first, "Yes.")
        await quiet(at, inside)
        second = await at.ana.send(at.general, "two?")
        await answered(at, inside, second, "Yes.")
    assert [offered(one) for one in (*at.ours(first), *at.ours(second))] == [["again"], ["again", "model"]]


async def test_only_the_newest_answer_of_a_thread_has_buttons(at: Server, tmp_path: Path) -> None:
    """The text of the older one stays; another thread's answer keeps what it has."""
    async with house(at, tmp_path, FakeBackend(Text("Yes."))) as inside:
        first = await at.ana.send(at.general, "one?")
        await answered(at, inside, first, "Yes.")
        other = await at.ana.send(at.general, "another?")
        await answered(at, inside, other, "Yes.")
        await at.ana.send(at.general.threads[0], "two?")
        await answered(at, inside, first, "Yes.", "Yes.")
        await quiet(at, inside)
    assert [offered(one) for one in at.ours(first)] == [[], ["again"]]
    assert [offered(one) for one in at.ours(other)] == [["again"]]


async def test_also_after_a_restart(at: Server, tmp_path: Path) -> None:
    """Which message had them is in the ledger."""
    async with house(at, tmp_path, FakeBackend(Text("Yes."))) as inside:
        first = await at.ana.send(at.general, "one?")
        await answered(at, inside, first, "Yes.")
    async with house(at, tmp_path, FakeBackend(Text("Yes."))) as inside:
        await at.ana.send(at.general.threads[0], "two?")
        await answered(at, inside, first, "Yes.", "Yes.")
        await quiet(at, inside)
    assert [offered(one) for one in at.ours(first)] == [[], ["again"]]


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (404, 10008), (400, 30046), (503, 0)])
async def test_old_buttons_that_can_not_be_taken_away_stay(
    at: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    """No access, gone, too old, trouble: a courtesy, and no error."""
    async with house(at, tmp_path, FakeBackend(Text("Yes."))) as inside:
        first = await at.ana.send(at.general, "one?")
        await answered(at, inside, first, "Yes.")
        old = at.ours(first)[0].id
        at.env.inject_error("PATCH", f"/channels/*/messages/{old}", status=status, code=code)
        await at.ana.send(at.general.threads[0], "two?")
        await answered(at, inside, first, "Yes.", "Yes.")
        await quiet(at, inside)
    assert [offered(one) for one in at.ours(first)] == [["again"], ["again"]]
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == []
