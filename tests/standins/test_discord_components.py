"""What stands below messages and is filled in, against unmodified discord.py: buttons, menus, dialogs."""

import asyncio
from typing import Any

import discord as dpy
import pytest
from discord import ui

from tests.standins.discord import Channel, NotPossible, Person, StandInDiscord
from tests.standins.dpy import logged_in, refusal
from tests.standins.test_discord_interactions import Act, acting

Shown = list[dict[str, Any]]


def row(*inner: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(inner)}


def button(id: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Stop", "custom_id": id, **more}


def menu(count: int, **more: Any) -> dict[str, Any]:
    options = [{"label": f"GPT {number}", "value": f"gpt-{number}"} for number in range(count)]
    return {"type": 3, "custom_id": "model", "options": options, **more}


async def below(discord: StandInDiscord, client: dpy.Client, where: Channel, *shown: dict[str, Any]) -> None:
    """The bot writes a message with these below."""
    path = dpy.http.Route("POST", f"/channels/{where.id}/messages")
    await client.http.request(path, json={"content": "an answer", "components": list(shown)})


async def test_a_button_changes_its_message(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """By its custom id alone, so also after a restart; the message comes with it."""

    async def do(act: Act) -> None:
        assert act.message is not None
        assert act.message.content == "an answer"
        await act.response.edit_message(content="stopped", view=None)

    async with logged_in(discord) as client:
        await below(discord, client, lobby, row(button("tb:stop:1"), button("tb:other:1")))
    [answer] = lobby.messages
    async with acting(discord, do) as acts:
        done = await bea.clicks(answer, "tb:stop:1")
        await discord.until(lambda: answer.content == "stopped")
    assert acts.did[0].data == {"custom_id": "tb:stop:1", "component_type": 2}
    assert (answer.components, done.acknowledged) == ([], True)
    assert bea.id not in answer.mentions
    with pytest.raises(LookupError):
        await bea.clicks(answer, "tb:stop:1")


async def test_a_click_is_acknowledged_and_answered_aside(
    discord: StandInDiscord, lobby: Channel, bea: Person
) -> None:
    """The message that was pressed is the original then; what is whispered stands below."""

    async def do(act: Act) -> None:
        await act.response.defer()
        await act.followup.send("for you", ephemeral=True)
        await act.edit_original_response(content="changed")

    async with logged_in(discord) as client:
        await below(discord, client, lobby, row(button()))
    async with acting(discord, do):
        done = await bea.clicks(lobby.messages[0], "a")
        await discord.until(lambda: lobby.messages[0].content == "changed")
    assert done.texts == ["for you"]
    assert [one.content for one in discord.whispers(lobby, bea)] == ["for you"]


async def test_a_menu_and_a_whisper_with_a_button(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Who may not see a message can't press what is below it; the whisper itself is changed by a click."""

    async def do(act: Act) -> None:
        data: Any = act.data
        if "values" in data:
            view = ui.View(timeout=None)
            view.add_item(ui.Button(label="Yes", custom_id="yes"))
            view.stop()
            await act.response.send_message(f"sure: {data['values']}?", ephemeral=True, view=view)
        else:
            await act.response.edit_message(content="done", view=None)

    async with logged_in(discord) as client:
        await below(discord, client, lobby, row(menu(3)))
    async with acting(discord, do):
        for wrong in (("gpt-9",), (), ("gpt-1", "gpt-2")):
            with pytest.raises(NotPossible):
                await bea.chooses(lobby.messages[0], "model", *wrong)
        await bea.chooses(lobby.messages[0], "model", "gpt-1")
        [whisper] = await discord.until(lambda: discord.whispers(lobby, bea))
        assert whisper.content == "sure: ['gpt-1']?"
        with pytest.raises(LookupError):
            await discord.user("cem").clicks(whisper, "yes")
        await bea.clicks(whisper, "yes")
        await discord.until(lambda: (whisper.content, whisper.components) == ("done", []))


@pytest.mark.parametrize("label", [False, True])
async def test_a_dialog_is_filled_in(discord: StandInDiscord, lobby: Channel, bea: Person, *, label: bool) -> None:
    """In either of the two ways in which fields are named; it belongs to the message that was pressed."""
    words: list[str] = []
    sent = asyncio.Event()

    class Dialog(ui.Modal):
        def __init__(self) -> None:
            super().__init__(title="Ask about this", custom_id="about")
            self.words: ui.TextInput[Any] = ui.TextInput(
                custom_id="words", label=None if label else "What?", default="why?", max_length=10
            )
            self.add_item(ui.Label(text="What?", component=self.words) if label else self.words)

        async def on_submit(self, interaction: dpy.Interaction[Any]) -> None:
            words.append(self.words.value)
            await interaction.response.edit_message(content="asked")
            sent.set()

    async def do(act: Act) -> None:
        if act.type is dpy.InteractionType.component:
            await act.response.send_modal(Dialog())

    async with logged_in(discord) as client:
        await below(discord, client, lobby, row(button()))
    async with acting(discord, do):
        shown = await bea.clicks(lobby.messages[0], "a")
        await discord.until(lambda: shown.dialog)
        with pytest.raises(NotPossible):
            await bea.submits(shown, words="x" * 11)
        with pytest.raises(LookupError):
            await discord.user("cem").submits(shown)
        await bea.submits(shown, words="what?")
        await sent.wait()
        await discord.until(lambda: lobby.messages[0].content == "asked")
    assert words == ["what?"]


@pytest.mark.parametrize(
    "wrong",
    [
        [button()],
        [row()],
        [row(*[button(f"{number}") for number in range(6)])],
        [row(button(f"{number}")) for number in range(6)],
        [row(button("x" * 101))],
        [row(button(label="x" * 81))],
        [row(button(label=None))],
        [row(button(), button())],
        [row(button(style=5))],
        [row(button(url="https://example.com"))],
        [row(menu(0))],
        [row(menu(26))],
        [row(menu(2, placeholder="x" * 151))],
        [row(menu(2, options=[{"label": "a", "value": "a"}] * 2))],
        [row(menu(2), button())],
        [{"type": 10, "content": "of the new kind"}],
    ],
)
async def test_what_it_does_not_take(discord: StandInDiscord, lobby: Channel, wrong: Shown) -> None:
    """Posted or edited in; the message stays as it was."""
    async with logged_in(discord) as client:
        assert await refusal(below(discord, client, lobby, *wrong)) == (400, 50035)
        await below(discord, client, lobby, row(button()))
        path = dpy.http.Route("PATCH", f"/channels/{lobby.id}/messages/{lobby.messages[0].id}")
        assert await refusal(client.http.request(path, json={"components": wrong})) == (400, 50035)
    assert lobby.messages[0].components == [{"type": 1, "id": 1, "components": [{**button(), "id": 2}]}]


async def test_a_dialog_that_it_does_not_take(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """A title too long; and no dialog follows a dialog."""

    async def do(act: Act) -> None:
        dialog = ui.Modal(title="x" * (46 if len(acts.did) == 1 else 45))
        dialog.add_item(ui.TextInput(label="What?", custom_id="words", required=False))
        await act.response.send_modal(dialog)

    async with logged_in(discord) as client:
        await below(discord, client, lobby, row(button()))
    async with acting(discord, do) as acts:
        await bea.clicks(lobby.messages[0], "a")
        await discord.until(lambda: discord.calls[-1].code == 50035)
        shown = await bea.clicks(lobby.messages[0], "a")
        await discord.until(lambda: shown.dialog)
        sent = await bea.submits(shown)
        await discord.until(lambda: discord.calls[-1].code == 50035)
    assert not sent.acknowledged
