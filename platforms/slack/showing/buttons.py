"""What stands below an answer: Stop while it is written, then what can be done with it; pure.

Source: docs.slack.dev, Block Kit: the actions block (25 elements), buttons (75 characters, value 2,000), static
selects (100 options, 75 characters, value 150).
"""

from collections.abc import Sequence
from typing import Any

from bridge.texts import say
from bridge.types import Language, Model, TurnId
from platforms.answer import Offers

STOP, AGAIN, GO_ON, MODEL, OPEN = "tb_stop", "tb_again", "tb_continue", "tb_model", "tb_open"

LABEL, VALUE, OPTIONS, LINK = 75, 150, 100, 3_000

Block = dict[str, Any]


def actions(
    turn: TurnId, offers: Offers, language: Language, models: Sequence[Model] = (), current: str = ""
) -> list[Block]:
    """One block, or none where nothing can be done."""
    elements: list[Block] = []
    if offers.stop:
        elements.append(_button(STOP, "button_stop", turn, language))
    if offers.go_on:
        elements.append(_button(GO_ON, "button_continue", turn, language))
    if offers.again:
        elements.append(_button(AGAIN, "button_again", turn, language))
    if offers.link and len(offers.link) <= LINK:
        elements.append(_button(OPEN, "button_open", turn, language) | {"url": offers.link})
    if offers.again and models:
        elements.append(menu(models, current, language))
    return [{"type": "actions", "block_id": f"tb:{turn}", "elements": elements}] if elements else []


def _button(action: str, label: str, turn: TurnId, language: Language) -> Block:
    return {"type": "button", "action_id": action, "text": _plain(say(label, language)), "value": str(turn)}


def menu(models: Sequence[Model], current: str, language: Language) -> Block:
    """The current one first, and chosen: choosing it again would change nothing."""
    fitting = [model for model in models if 0 < len(model.id) <= VALUE]
    ordered = sorted(fitting, key=lambda model: not _is(model, current))[:OPTIONS]
    options = [{"text": _plain(model.label or model.id), "value": model.id} for model in ordered]
    menu = {"type": "static_select", "action_id": MODEL, "placeholder": _plain(say("button_model", language))}
    chosen = {"initial_option": options[0]} if ordered and _is(ordered[0], current) else {}
    return menu | {"options": options} | chosen


def _is(model: Model, current: str) -> bool:
    return bool(current) and current in (model.id, model.label)


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text if len(text) <= LABEL else text[: LABEL - 1] + "…", "emoji": True}
