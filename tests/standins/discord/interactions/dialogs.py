"""Dialogs (modals): what they may be made of, and how they come back filled in; pure.

Source: docs.discord.com "Component Reference" (Text Input, Label), "Receiving and Responding" (Modal), seen
2026-09.
"""

from collections.abc import Mapping

from tests.standins.discord.payloads import Payload, invalid, too_long

from . import components
from .components import LABEL, MENU, ROW
from .typed import NotPossible

TITLE, FIELDS, WORDS, PLACEHOLDER, FIELD_LABEL = 45, 5, 4_000, 100, 45
INPUT = 4


def checked(given: Payload) -> Payload:
    if not 1 <= len(given.get("title") or "") <= TITLE:
        raise invalid("data.title", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {TITLE} in length.")
    components.custom_id(given)
    rows = given.get("components") or []
    if not 1 <= len(rows) <= FIELDS:
        raise invalid("data.components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {FIELDS} in length.")
    for row in rows:
        if row.get("type") not in (ROW, LABEL, components.TEXT):
            raise invalid("data.components", "UNION_TYPE_CHOICES", "no such component in a dialog")
    for field in fields(given):
        _check(field)
    ids = [field["custom_id"] for field in fields(given)]
    if len(set(ids)) < len(ids):
        raise invalid("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    for number, one in enumerate(components.walk(rows), 1):
        one.setdefault("id", number)
    return given


def fields(dialog: Payload) -> list[Payload]:
    return [one for one in components.walk(dialog["components"]) if one["type"] in (INPUT, MENU)]


def _check(field: Payload) -> None:
    if field["type"] == MENU:
        return components.menu(field)
    components.custom_id(field)
    if len(field.get("placeholder") or "") > PLACEHOLDER:
        raise too_long("placeholder", PLACEHOLDER)
    if len(field.get("label") or "") > FIELD_LABEL:
        raise too_long("label", FIELD_LABEL)
    if len(field.get("value") or "") > WORDS or (field.get("max_length") or WORDS) > WORDS:
        raise too_long("value", WORDS)
    return None


def filled_in(dialog: Payload, words: Mapping[str, str | list[str]]) -> Payload:
    """As it comes back; a field that nobody touched has what stood in it."""
    unknown = words.keys() - {field["custom_id"] for field in fields(dialog)}
    if unknown:
        raise NotPossible(f"the dialog has no {', '.join(sorted(unknown))}")
    rows = [_row(row, words) for row in dialog["components"]]
    return {"custom_id": dialog["custom_id"], "components": rows}


def _row(row: Payload, words: Mapping[str, str | list[str]]) -> Payload:
    head = {"type": row["type"], "id": row["id"]}
    match row["type"]:
        case 1:
            return head | {"components": [_field(one, words) for one in row["components"]]}
        case 18:
            return head | {"component": _field(row["component"], words)}
        case _:
            return head


def _field(one: Payload, words: Mapping[str, str | list[str]]) -> Payload:
    id = one["custom_id"]
    head = {"type": one["type"], "id": one["id"], "custom_id": id}
    if one["type"] == MENU:
        defaults = [option["value"] for option in one["options"] if option.get("default")]
        return head | {"values": words.get(id, defaults)}
    value = str(words.get(id, one.get("value") or ""))
    least, most = one.get("min_length") or 0, one.get("max_length") or WORDS
    if (one.get("required") is not False and not value) or not (least <= len(value) <= most or not value):
        raise NotPossible(f"{id} has {max(least, 1)} to {most} characters")
    return head | {"value": value}
