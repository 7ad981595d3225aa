"""What a command may look like; pure.

Source: docs.discord.com "Application Commands" (naming, structures, limits), "Reference" (Locales), seen 2026-09.
What is false or empty is left out of what Discord gives back (discord-api-docs issue 3161, seen 2026-09).
"""

import unicodedata
from collections.abc import Iterator, Mapping
from enum import IntEnum

from tests.standins.discord.payloads import DiscordError, Payload, invalid, too_long

NAME, DESCRIPTION, OPTIONS, CHOICES, VALUE = 32, 100, 25, 25, 100
CHARACTERS = 8_000
LONGEST_TEXT = 6_000
"""Of an option."""

LOCALES = frozenset(
    {"id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR"}
    | {"ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko"}
)


class Kind(IntEnum):
    """Of a command."""

    TYPED = 1
    OF_PERSON = 2
    OF_MESSAGE = 3


MOST = {Kind.TYPED: 100, Kind.OF_PERSON: 5, Kind.OF_MESSAGE: 5}

SUBCOMMAND, GROUP, TEXT, WHOLE, YES_NO, PERSON, NUMBER, FILE = 1, 2, 3, 4, 5, 6, 10, 11

KEPT = ("min_value", "max_value", "min_length", "max_length", "channel_types")


def command(given: Payload, place: str = "") -> Payload:
    """As Discord keeps it."""
    kind = Kind(given.get("type") or 1)
    typed = kind is Kind.TYPED
    if not typed and (given.get("options") or given.get("description")):
        raise invalid(f"{place}description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED", "no")
    made: Payload = {"type": int(kind), **_named(given, place, strict=typed)}
    made |= _described(given, place) if typed else {"description": "", "description_localizations": None}
    made["default_member_permissions"] = _text(given.get("default_member_permissions"))
    made["nsfw"] = bool(given.get("nsfw"))
    made["dm_permission"] = given.get("dm_permission") is not False
    made["contexts"] = given.get("contexts")
    made["integration_types"] = given.get("integration_types") or [0]
    if options := _options(given, place):
        made["options"] = options
    if characters(made) > CHARACTERS:
        raise too_large(place)
    return made


def too_large(place: str) -> DiscordError:
    told = f"Command exceeds maximum size ({CHARACTERS})"
    return invalid(f"{place}options", "APPLICATION_COMMAND_TOO_LARGE", told)


def _text(given: object) -> str | None:
    return None if given is None else str(given)


def _options(given: Payload, place: str) -> list[Payload]:
    options = given.get("options") or []
    if len(options) > OPTIONS:
        raise too_long(f"{place}options", OPTIONS)
    made = [_option(one, f"{place}options.{number}.") for number, one in enumerate(options)]
    names = [one["name"] for one in made]
    if len(set(names)) < len(names):
        raise invalid(
            f"{place}options", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists"
        )
    required = [bool(one.get("required")) for one in made]
    if required != sorted(required, reverse=True):
        raise invalid(f"{place}options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required come first")
    return made


def _option(given: Payload, place: str) -> Payload:
    made: Payload = {"type": int(given["type"]), **_named(given, place, strict=True), **_described(given, place)}
    made |= {key: given[key] for key in KEPT if given.get(key) is not None}
    for flag in ("required", "autocomplete"):
        if given.get(flag):
            made[flag] = True
    if options := _options(given, place):
        made["options"] = options
    choices = given.get("choices") or []
    if len(choices) > CHOICES:
        raise too_long(f"{place}choices", CHOICES)
    if choices and made.get("autocomplete"):
        raise invalid(f"{place}autocomplete", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_WITH_CHOICES", "not both")
    if choices:
        made["choices"] = [choice(one, f"{place}choices.{number}.") for number, one in enumerate(choices)]
    return made


def choice(given: Payload, place: str) -> Payload:
    """Offered with a command, or while somebody types."""
    name, value = given.get("name"), given.get("value")
    if not isinstance(name, str) or not 1 <= len(name) <= VALUE:
        raise invalid(f"{place}name", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {VALUE} in length.")
    if isinstance(value, str) and not 1 <= len(value) <= VALUE:
        raise invalid(f"{place}value", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {VALUE} in length.")
    localized = given.get("name_localizations")
    return {"name": name, "value": value, "name_localizations": localized or None}


def _named(given: Payload, place: str, *, strict: bool) -> Payload:
    names = given.get("name_localizations") or {}
    for field, name in {"name": given.get("name"), **_fields("name_localizations", names)}.items():
        _name(f"{place}{field}", name, strict=strict)
    return {"name": given["name"], "name_localizations": dict(names) or None}


def _name(field: str, name: object, *, strict: bool) -> None:
    if not isinstance(name, str) or not 1 <= len(name) <= NAME:
        raise invalid(field, "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {NAME} in length.")
    if strict and (name != name.lower() or not all(_in_names(letter) for letter in name)):
        raise invalid(field, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _in_names(letter: str) -> bool:
    if letter in "-_'" or unicodedata.category(letter)[0] in "LN":
        return True
    return unicodedata.name(letter, "").startswith(("DEVANAGARI ", "THAI "))


def _described(given: Payload, place: str) -> Payload:
    words = given.get("description_localizations") or {}
    fields = {"description": given.get("description"), **_fields("description_localizations", words)}
    for field, text in fields.items():
        if not isinstance(text, str) or not 1 <= len(text) <= DESCRIPTION:
            raise invalid(
                f"{place}{field}", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {DESCRIPTION} in length."
            )
    return {"description": given["description"], "description_localizations": dict(words) or None}


def _fields(key: str, localized: Mapping[str, object]) -> dict[str, object]:
    for locale in localized:
        if locale not in LOCALES:
            raise invalid(f"{key}.{locale}", "ENUM_TYPE_COERCE", f'Value "{locale}" is not a valid enum value.')
    return {f"{key}.{locale}": text for locale, text in localized.items()}


def characters(one: Payload) -> int:
    """Of names, descriptions and values; of translations the longest counts."""
    own = _longest(one, "name") + _longest(one, "description") + len(str(one.get("value", "")))
    return own + sum(characters(each) for key in ("options", "choices") for each in one.get(key, []))


def _longest(one: Payload, key: str) -> int:
    return max(
        len(one.get(key) or ""), *(len(text) for text in (one.get(f"{key}_localizations") or {"": ""}).values())
    )


def untranslated(one: Payload) -> Payload:
    """As Discord lists it for who does not ask for translations."""
    plain = {key: value for key, value in one.items() if not key.endswith("_localizations")}
    for key in ("options", "choices"):
        if key in plain:
            plain[key] = [untranslated(each) for each in plain[key]]
    return plain


def shown(one: Payload, key: str, locale: str) -> str:
    """A name or a description as a person with this language sees it."""
    return str((one.get(f"{key}_localizations") or {}).get(locale) or one[key])


def leaves(one: Payload) -> Iterator[tuple[list[str], Payload]]:
    """The command itself, or the commands within it, with the names that lead there."""
    inner = [each for each in one.get("options", []) if each["type"] in (SUBCOMMAND, GROUP)]
    if not inner:
        yield [one["name"]], one
    for each in inner:
        for names, leaf in leaves(each):
            yield [one["name"], *names], leaf


def unknown_command() -> DiscordError:
    return DiscordError(10063)
