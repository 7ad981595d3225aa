"""What stands below an answer: Stop while it is written, then what can be done with it; pure.

What is pressed comes with the id that we gave it, so nothing has to be remembered: a button works after a restart.

Source: docs.discord.com "Component Reference": a row holds five buttons or one menu, a message five rows; label 80,
custom_id 100, url 512, 25 options of 100 each; seen 2026-09.
"""

from collections.abc import Sequence
from typing import Any

from bridge.texts import say
from bridge.types import Language, Model, TurnId
from platforms.showing.answer import Offers
from platforms.showing.below import choices, doable, shortened

SIGN = "tb"
"""What all of our ids begin with."""

MODEL = "model"

LABEL, VALUE, OPTIONS, LINK = 80, 100, 25, 512

ROW, BUTTON, MENU = 1, 2, 3
GREY, RED, LEADS_AWAY = 2, 4, 5
STYLES = {"stop": RED}

Component = dict[str, Any]


def custom_id(what: str, value: object = "") -> str:
    """Of something to press: what it does, and with what."""
    return f"{SIGN}:{what}:{value}"


def pressed(custom_id: str) -> tuple[str, str] | None:
    """What it does, and with what; None: it is not ours."""
    sign, *rest = custom_id.split(":", 2)
    return (rest[0], rest[1]) if sign == SIGN and len(rest) == 2 else None


def rows(
    turn: TurnId, offers: Offers, language: Language, models: Sequence[Model] = (), current: str = ""
) -> tuple[Component, ...]:
    """None where nothing can be done."""
    buttons = [
        button(what, turn, say(f"button_{what}", language), STYLES.get(what, GREY)) for what in doable(offers)
    ]
    if offers.link and len(offers.link) <= LINK:
        label = shortened(say("button_open", language), LABEL)
        buttons.append({"type": BUTTON, "style": LEADS_AWAY, "label": label, "url": offers.link})
    found = [row(*buttons)] if buttons else []
    if offers.again and (options := _options(models, current)):
        placeholder = say("button_model", language)
        found.append(
            row(
                {
                    "type": MENU,
                    "custom_id": custom_id(MODEL, turn),
                    "placeholder": placeholder,
                    "options": options,
                }
            )
        )
    return tuple(found)


def row(*components: Component) -> Component:
    return {"type": ROW, "components": list(components)}


def button(what: str, value: object, label: str, style: int = GREY) -> Component:
    return {
        "type": BUTTON,
        "style": style,
        "label": shortened(label, LABEL),
        "custom_id": custom_id(what, value),
    }


def _options(models: Sequence[Model], current: str) -> list[Component]:
    ordered, first = choices(models, current, longest=VALUE, most=OPTIONS)
    options = [{"label": shortened(model.label or model.id, VALUE), "value": model.id} for model in ordered]
    return [one | {"default": True} if first and at == 0 else one for at, one in enumerate(options)]
