"""What stands below an answer: Stop while it is written, then what can be done with it; pure.

Source: docs.slack.dev, Block Kit: the actions block (25 elements), buttons (75 characters, value 2,000), static
selects (100 options, 75 characters, value 150).
"""

from collections.abc import Sequence
from typing import Any

from bridge.texts import say
from bridge.types import Language, Model, TurnId
from platforms.showing.answer import Offers
from platforms.showing.below import choices, doable, shortened

MODEL, OPEN = "tb_model", "tb_open"

LABEL, VALUE, OPTIONS, LINK = 75, 150, 100, 3_000

Block = dict[str, Any]


def actions(
    turn: TurnId, offers: Offers, language: Language, models: Sequence[Model] = (), current: str = ""
) -> list[Block]:
    """One block, or none where nothing can be done."""
    elements = [_button(f"tb_{what}", f"button_{what}", turn, language) for what in doable(offers)]
    if offers.link and len(offers.link) <= LINK:
        elements.append(_button(OPEN, "button_open", turn, language) | {"url": offers.link})
    if offers.again and models:
        elements.append(menu(models, current, language))
    return [{"type": "actions", "block_id": f"tb:{turn}", "elements": elements}] if elements else []


def _button(action: str, label: str, turn: TurnId, language: Language) -> Block:
    return {"type": "button", "action_id": action, "text": _plain(say(label, language)), "value": str(turn)}


def menu(models: Sequence[Model], current: str, language: Language) -> Block:
    ordered, first = choices(models, current, longest=VALUE, most=OPTIONS)
    options = [{"text": _plain(model.label or model.id), "value": model.id} for model in ordered]
    menu = {"type": "static_select", "action_id": MODEL, "placeholder": _plain(say("button_model", language))}
    return menu | {"options": options} | ({"initial_option": options[0]} if first else {})


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": shortened(text, LABEL), "emoji": True}
