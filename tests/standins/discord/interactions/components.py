"""What can be pressed below a message, and chosen from; pure.

Source: docs.discord.com "Component Reference" (limits, custom ids), seen 2026-09.
"""

from collections.abc import Iterator

from tests.standins.discord.payloads import Payload, invalid, too_long

ROW, BUTTON, MENU, SECTION, TEXT, CONTAINER, LABEL = 1, 2, 3, 9, 10, 17, 18
LINK = 5
ONLY_NEW = range(9, 18)
"""Kinds that a message takes with the flag of "Components V2" alone."""

ROWS, IN_A_ROW, CUSTOM_ID, BUTTON_LABEL = 5, 5, 100, 80
OPTIONS, OPTION_TEXT, PLACEHOLDER, ADDRESS = 25, 100, 150, 512
ALL_NEW, NEW_TEXT = 40, 4_000


def checked(given: object, *, new: bool) -> list[Payload]:
    """As Discord keeps them; `new`: the message has the flag of "Components V2"."""
    components: list[Payload] = list(given) if isinstance(given, list) else []
    everything = list(walk(components))
    if new:
        _check_new(everything)
    elif len(components) > ROWS:
        raise too_long("components", ROWS)
    for number, one in enumerate(components):
        if not new and one.get("type") != ROW:
            raise invalid(f"components.{number}.type", "UNION_TYPE_CHOICES", 'Value of field "type" must be (1,).')
    for one in everything:
        _check(one, new=new)
    ids = [one["custom_id"] for one in everything if one.get("custom_id")]
    if len(set(ids)) < len(ids):
        raise invalid("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    for number, one in enumerate(everything, 1):
        one.setdefault("id", number)
    return components


def walk(components: list[Payload]) -> Iterator[Payload]:
    """All of them, those within others too."""
    for one in components:
        yield one
        inner = [*one.get("components", []), *(one[key] for key in ("accessory", "component") if one.get(key))]
        yield from walk(inner)


def _check_new(everything: list[Payload]) -> None:
    if len(everything) > ALL_NEW:
        raise too_long("components", ALL_NEW)
    if sum(len(one.get("content", "")) for one in everything if one["type"] == TEXT) > NEW_TEXT:
        raise too_long("components", NEW_TEXT)


def _check(one: Payload, *, new: bool) -> None:
    match one.get("type"):
        case 1:
            _row(one)
        case 2:
            _button(one)
        case 3:
            menu(one)
        case int(kind) if kind in ONLY_NEW and not new:
            raise invalid("components", "COMPONENT_TYPE_INVALID", "needs the flag IS_COMPONENTS_V2")
        case _:
            pass


def _row(one: Payload) -> None:
    inner = one.get("components") or []
    menus = [each for each in inner if each.get("type") != BUTTON]
    if not 1 <= len(inner) <= (1 if menus else IN_A_ROW):
        raise invalid("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")


def _button(one: Payload) -> None:
    if len(one.get("label") or "") > BUTTON_LABEL:
        raise too_long("label", BUTTON_LABEL)
    if not (one.get("label") or one.get("emoji")):
        raise invalid("label", "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji")
    if one.get("style") == LINK:
        if one.get("custom_id") or not 1 <= len(one.get("url") or "") <= ADDRESS:
            raise invalid("url", "BUTTON_COMPONENT_INVALID_URL", "A link has an address and no custom id")
        return
    if one.get("url"):
        raise invalid("url", "BUTTON_COMPONENT_INVALID_URL", "Only a link has an address")
    custom_id(one)


def custom_id(one: Payload) -> None:
    if not isinstance(one.get("custom_id"), str) or not 1 <= len(one["custom_id"]) <= CUSTOM_ID:
        raise invalid("custom_id", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {CUSTOM_ID} in length.")


def menu(one: Payload) -> None:
    custom_id(one)
    options = one.get("options") or []
    if not 1 <= len(options) <= OPTIONS:
        raise invalid("options", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {OPTIONS} in length.")
    if len(one.get("placeholder") or "") > PLACEHOLDER:
        raise too_long("placeholder", PLACEHOLDER)
    for option in options:
        for key in ("label", "value"):
            if not 1 <= len(option.get(key) or "") <= OPTION_TEXT:
                raise invalid(f"options.{key}", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        if len(option.get("description") or "") > OPTION_TEXT:
            raise too_long("options.description", OPTION_TEXT)
    values = [option["value"] for option in options]
    if len(set(values)) < len(values):
        raise invalid(
            "options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used"
        )
    if sum(bool(option.get("default")) for option in options) > (one.get("max_values") or 1):
        raise invalid("options", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "too many defaults")


def pressable(components: list[Payload], id: str) -> Payload:
    """The button or menu with this custom id; LookupError while there is none."""
    for one in walk(components):
        if one.get("custom_id") == id:
            return one
    raise LookupError(f"nothing to press: {id}")
