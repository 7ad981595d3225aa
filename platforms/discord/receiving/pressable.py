"""What can be pressed below something that is said to one person; pure.

Source: docs.discord.com "Component Reference" (label 80, 25 options of 100), seen 2026-09; discord.py 2.7.
"""

from collections.abc import Sequence

import discord

from bridge.commands.words import Answered
from bridge.texts import say
from bridge.types import Language, Model
from platforms.discord.showing.buttons import LABEL, MODEL, OPTIONS, VALUE, custom_id
from platforms.showing.below import choices, shortened


def pressable(said: Answered, language: Language) -> discord.ui.View | None:
    """A button that confirms, or a menu of models; None where there is nothing to press."""
    if said.confirm == "forget":
        return _button("forget_yes", "forget", "yes", language, discord.ButtonStyle.danger)
    if said.confirm == "edit":
        return _button("ask_as_edited", "edit", said.about, language)
    if options := _options(said.models, said.model):
        placeholder = say("button_model", language)
        return _view(discord.ui.Select(custom_id=custom_id(MODEL), placeholder=placeholder, options=options))
    return None


def _button(
    label: str,
    what: str,
    value: str,
    language: Language,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> discord.ui.View:
    shown = shortened(say(label, language), LABEL)
    return _view(discord.ui.Button(label=shown, style=style, custom_id=custom_id(what, value)))


def _options(models: Sequence[Model], current: str) -> list[discord.SelectOption]:
    ordered, first = choices(models, current, longest=VALUE, most=OPTIONS)
    return [
        discord.SelectOption(
            label=shortened(one.label or one.id, VALUE), value=one.id, default=first and number == 0
        )
        for number, one in enumerate(ordered)
    ]


def _view(item: discord.ui.Item[discord.ui.View]) -> discord.ui.View:
    """What is pressed comes as an event with its id, also after a restart; discord.py need not remember it."""
    view = discord.ui.View(timeout=None)
    view.add_item(item)
    view.stop()
    return view
