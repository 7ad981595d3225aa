"""What can be pressed below something that is said to one person; pure.

Source: docs.discord.com "Component Reference" (label 80, 25 options of 100), seen 2026-09; discord.py 2.7.
"""

from collections.abc import Sequence

import discord

from bridge.commands.words import Answered, Page
from bridge.texts import say
from bridge.types import Language, Model
from platforms.desk import found
from platforms.desk.found import turns
from platforms.discord.showing.buttons import LABEL, MODEL, OPTIONS, VALUE, custom_id
from platforms.showing.below import choices, shortened

LABELS = {"back": "find_previous", "on": "find_next"}


def pressable(said: Answered, language: Language) -> discord.ui.View | None:
    """What turns a page, a button that confirms, or a menu of models; None where there is nothing to press."""
    if said.page is not None:
        return _found(said.page, language)
    if said.confirm == "forget":
        return _button("forget_yes", "forget", "yes", language, discord.ButtonStyle.danger)
    if said.confirm == "edit":
        return _button("ask_as_edited", "edit", said.about, language)
    if said.confirm == "show":
        return _view(
            _one("button_earlier", "earlier", said.about, language),
            _one("button_anyway", "anyway", said.about, language),
        )
    if said.confirm == "ask":
        leading = [
            discord.ui.Button[discord.ui.View](label=shortened(label, LABEL), url=link)
            for label, link in said.links
        ]
        decides = [_one(f"button_{what}", what, said.about, language) for what in ("anyway", "leave")]
        return _view(*leading, *decides)
    if options := _options(said.models, said.model):
        placeholder = say("button_model", language)
        return _view(discord.ui.Select(custom_id=custom_id(MODEL), placeholder=placeholder, options=options))
    return None


def _found(page: Page, language: Language) -> discord.ui.View | None:
    """Words that are too long for a button can't be turned by one."""
    ids = [(what, custom_id(what, value)) for what, value in turns(page)]
    items: list[discord.ui.Item[discord.ui.View]] = [
        discord.ui.Button(label=say(LABELS[what], language), custom_id=id) for what, id in ids if len(id) <= VALUE
    ]
    if offered := found.choices(page):
        options = [discord.SelectOption(label=shortened(label, VALUE), value=turn) for label, turn in offered]
        placeholder = say("find_goes_on", language)
        items.append(discord.ui.Select(custom_id=custom_id("here"), placeholder=placeholder, options=options))
    return _view(*items) if items else None


def _button(
    label: str,
    what: str,
    value: str,
    language: Language,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> discord.ui.View:
    return _view(_one(label, what, value, language, style))


def _one(
    label: str,
    what: str,
    value: str,
    language: Language,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> discord.ui.Button[discord.ui.View]:
    shown = shortened(say(label, language), LABEL)
    return discord.ui.Button(label=shown, style=style, custom_id=custom_id(what, value))


def _options(models: Sequence[Model], current: str) -> list[discord.SelectOption]:
    ordered, first = choices(models, current, longest=VALUE, most=OPTIONS)
    return [
        discord.SelectOption(
            label=shortened(one.label or one.id, VALUE), value=one.id, default=first and number == 0
        )
        for number, one in enumerate(ordered)
    ]


def _view(*items: discord.ui.Item[discord.ui.View]) -> discord.ui.View:
    """What is pressed comes as an event with its id, also after a restart; discord.py need not remember it."""
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view
