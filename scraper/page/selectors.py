"""What can be looked for on ChatGPT's page, and one generation of the page as its file describes it.

Every selector is data: scraper/generations/*.toml, and files of the same names in the user's folder ``selectors``
(see scraper/generations/__init__.py). Code asks by name:

- ``Name``: what a look finds (``(await page.look()).found["send"]``): the first candidate that shows something;
- ``Part``: what is found inside a turn that one holds already (``generation.css("code")``), to read the page.

A candidate is CSS, and may end in Playwright's ``:text-is("Retry")``; ``tab.locator`` takes it as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from re import Pattern
from typing import Literal, TypeVar, cast, get_args

from bridge.errors import BadConfig

Name = Literal[
    # composer
    "editor",
    "stub",
    "send",
    "stop",
    "voice",
    "plus",
    "file_input",
    "attachment",
    "attachment_remove",
    "uploading",
    # model
    "model_trigger",
    "model_menu",
    "model_advanced",
    "model_toggle",
    "model_option",
    "model_submenu",
    "effort_slider",
    "effort_option",
    # thread
    "turn",
    "user",
    "assistant",
    "finished",
    "streaming",
    "activity",
    "loading_earlier",
    "turn_error",
    # what a person can press
    "copy",
    "regenerate",
    "regenerate_now",
    "edit",
    "edit_editor",
    "edit_send",
    "edit_cancel",
    "continue",
    "retry",
    "more",
    "rename",
    "rename_input",
    "delete",
    "delete_confirm",
    "menu",
    "temporary",
    # around it
    "sidebar",
    "sidebar_row",
    "sidebar_title",
    "toast",
    "banner",
    "live_region",
    "dialog",
    "signed_in",
    "signed_out",
]

Part = Literal[
    "unit_id",
    "user_text",
    "answer_text",
    "code",
    "code_text",
    "code_language",
    "inline_code",
    "rich_block",
    "math",
    "citation",
    "image",
    "file",
    "excluded",
]

ANYWHERE: tuple[Name, ...] = (
    "model_menu",
    "model_advanced",
    "model_toggle",
    "model_option",
    "model_submenu",
    "effort_slider",
    "effort_option",
    "regenerate_now",
    "more",
    "rename",
    "rename_input",
    "delete",
    "delete_confirm",
    "menu",
    "temporary",
    "sidebar",
    "sidebar_row",
    "sidebar_title",
    "toast",
    "live_region",
    "dialog",
    "signed_in",
    "signed_out",
)
"""What stands outside of the page's own frame: the sidebar, and what is laid over everything."""

UNSEEN: tuple[Name, ...] = ("file_input", "live_region", "signed_in")
"""What does its work without being visible; a narrow window hides the sidebar."""

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Traffic:
    """The page's own requests that are worth reading, by their path; its WebSocket by its address."""

    ask: Pattern[str]
    read: Pattern[str]
    listing: Pattern[str]
    session: Pattern[str]
    models: Pattern[str]
    limits: Pattern[str]
    resume: Pattern[str]
    socket: Pattern[str]
    earlier: Pattern[str]
    batch: Pattern[str]
    picture: Pattern[str]


@dataclass(frozen=True, slots=True)
class Generation:
    """One way in which the page is built."""

    name: str
    order: int
    """Smaller ones are tried first."""
    told_by: tuple[str, ...]
    in_active_page: str
    selectors: Mapping[Name, tuple[str, ...]]
    parts: Mapping[Part, tuple[str, ...]]

    def css(self, part: Part) -> str:
        """All candidates of a part at once."""
        return ", ".join(self.parts[part])


Table = Mapping[str, object]


def generation(table: Table, file: str) -> Generation:
    """A generation out of its file. Raises BadConfig, which names the file, the key and the cure."""
    known = {"name", "order", "told_by", "in_active_page", "selectors", "parts"}
    only(table, tuple(sorted(known)), file, "")
    name, order, active = table.get("name"), table.get("order"), table.get("in_active_page", "")
    if not isinstance(name, str) or not name:
        raise BadConfig(what=f"{file}: `name` is missing. Give the generation a name, in quotes.")
    if not isinstance(order, int):
        raise BadConfig(what=f"{file}: `order` is missing. Give a number; the smallest one is tried first.")
    if not isinstance(active, str):
        raise BadConfig(what=f"{file}: `in_active_page` has to be one CSS selector in quotes.")
    return Generation(
        name=name,
        order=order,
        told_by=_css(table.get("told_by"), file, "told_by"),
        in_active_page=active,
        selectors=_entries(table, "selectors", get_args(Name), file),
        parts=_entries(table, "parts", get_args(Part), file),
    )


def traffic(table: Table, file: str) -> Traffic:
    """The patterns of the page's requests. Raises BadConfig."""
    names = tuple(Traffic.__dataclass_fields__)
    only(table, names, file, "")
    return Traffic(**{name: regular(table.get(name), file, name) for name in names})


def _entries(table: Table, section: str, names: tuple[Word, ...], file: str) -> dict[Word, tuple[str, ...]]:
    entries = table_of(table, section, file)
    only(entries, names, file, f"[{section}] ")
    return {name: _css(entries.get(name, []), file, f"[{section}] {name}", empty=True) for name in names}


def table_of(table: Table, section: str, file: str) -> Table:
    """A section of the file."""
    if not isinstance(entries := table.get(section, {}), dict):
        raise BadConfig(what=f"{file}: [{section}] has to be a section.")
    return cast(Table, entries)


def only(table: Table, names: tuple[str, ...], file: str, where: str) -> None:
    """Raises BadConfig when there is a key that nobody knows."""
    allowed = sorted(names)
    for key in table:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1)
            cure = f'Did you mean "{near[0]}"?' if near else f"There are: {', '.join(allowed)}."
            raise BadConfig(what=f'{file}: {where}unknown key "{key}". {cure}')


def _css(value: object, file: str, key: str, *, empty: bool = False) -> tuple[str, ...]:
    found = strings(value, file, key, empty=empty)
    for one in found:
        if not _balanced(one):
            raise BadConfig(what=f"{file}: {key}: {one} is no CSS selector; a bracket or a quote is not closed.")
    return found


def strings(value: object, file: str, key: str, *, empty: bool = False) -> tuple[str, ...]:
    """A list of texts. Raises BadConfig."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise BadConfig(what=f"{file}: {key} has to be a list of texts, each in quotes.")
    if not value and not empty:
        raise BadConfig(what=f"{file}: {key} is empty. Name at least one.")
    return tuple(value)


def regular(value: object, file: str, key: str) -> Pattern[str]:
    """A regular expression. Raises BadConfig."""
    if not isinstance(value, str):
        raise BadConfig(what=f"{file}: {key} has to be a regular expression in quotes.")
    try:
        return re.compile(value)
    except re.error as error:
        raise BadConfig(what=f"{file}: {key} is no regular expression: {error}.") from None


def _balanced(selector: str) -> bool:
    """A rough look; what the browser can't read it refuses by itself."""
    bare = re.sub(r'"[^"]*"|' + r"'[^']*'", "", selector)
    return not re.search(r"[\"']", bare) and all(bare.count(a) == bare.count(b) for a, b in ("()", "[]"))
