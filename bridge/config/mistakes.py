"""Mistakes in the configuration, in words: file, line, key, what was found and what to write."""

import difflib
import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bridge.section import is_secret

Key = Sequence[str | int]

PREFIX = "THREADBRIDGE__"


class Sources:
    """Where values may have come from: the file, and variables with the name of where each is set."""

    def __init__(self, file: Path, variables: Mapping[str, str]) -> None:
        self.file = file
        self.variables = {name.upper(): where for name, where in variables.items()}

    def misspelt(self, known: Collection[str]) -> Iterator[str]:
        """The variables that would otherwise be ignored in silence."""
        for name, where in self.variables.items():
            first = name.removeprefix(PREFIX).split("__")[0].lower()
            if name.startswith(PREFIX) and first not in known:
                yield f"{where}{name}: there is no section [{first}].{meant(first, known)}"
            elif not name.startswith(PREFIX) and name.startswith(PREFIX[:-1]):
                right = PREFIX + name.removeprefix(PREFIX[:-1])
                yield f'{where}{name}: two underscores stand between the parts of a name. Did you mean "{right}"?'

    def explained(self, error: ValidationError, kind: type[BaseModel]) -> Iterator[str]:
        """One line for each mistake."""
        for mistake in error.errors():
            key = tuple(
                part for part in mistake["loc"] if part != "[key]"
            )  # what pydantic says of a dict's own key
            if mistake["type"] == "secret_file":
                key = (*key, mistake["ctx"]["key"])
            yield f"{self.place(key)}: {_said(mistake, key, kind)}"

    def place(self, key: Key) -> str:
        if (name := variable(key)) in self.variables:
            return f"{self.variables[name]}{name}"
        line = _line(self.file, key)
        where = f"{self.file}, line {line}" if line else f"{self.file}"
        return f"{where}, {_header(key[:-1])}" if key[:-1] else where


def variable(key: Key) -> str:
    """The name of the variable that sets this key."""
    return PREFIX + "__".join(map(str, key)).upper()


def meant(name: str, known: Collection[str]) -> str:
    """What somebody who wrote ``name`` may have meant."""
    close = difflib.get_close_matches(name, known, n=1)
    return f' Did you mean "{close[0]}"?' if close else f" Known are: {', '.join(sorted(known)) or 'none'}."


def _said(mistake: ErrorDetails, key: Key, kind: type[BaseModel]) -> str:
    name, owner = str(key[-1]), _model(kind, key[:-1])
    field = owner.model_fields.get(name) if owner else None
    match mistake["type"]:
        case "extra_forbidden":
            what = "section" if len(key) == 1 and isinstance(mistake["input"], dict) else "key"
            return f'unknown {what} "{name}".{meant(name, owner.model_fields if owner else ())}'
        case "missing":
            example = json.dumps(field.examples[0], ensure_ascii=False) if field and field.examples else "…"
            or_file = f" (or {name}_file)" if field and is_secret(field.annotation) else ""
            return f'"{name}" is missing. Write {name} = {example}{or_file} or set {variable(key)}.'
        case "model_type" | "dict_type":
            return f'"{name}" has to be a section. Write {_header(key)} and its keys below it.'
        case _:
            # A whole section, or what stands where one should be, may hold a secret; so may a secret's own value.
            shown = field is not None and not is_secret(field.annotation) and _model(kind, key) is None
            value = mistake["input"]
            found = (
                f"found {json.dumps(value, ensure_ascii=False)}. "
                if shown and isinstance(value, str | int | float)
                else ""
            )
            said = mistake["msg"].removeprefix("Value error, ").removesuffix(".")
            return f'"{name}": {found}{said}.'


def _header(key: Key) -> str:
    return "[" + ".".join(f'"{part}"' if "/" in str(part) else str(part) for part in key) + "]"


def _line(file: Path, key: Key) -> int | None:
    """The line of a key, as far as a look at the text can tell."""
    section: list[str] = []
    wanted = [str(part) for part in key]
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except OSError:
        return None
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("["):
            section = _table(line)
            if section == wanted:
                return number
        elif section == wanted[:-1] and re.match(rf"""\s*["']?{re.escape(wanted[-1])}["']?\s*[.=]""", line):
            return number
    return None


def _table(line: str) -> list[str]:
    """The names in a line like ``[channels."slack/C1"]``."""
    names = []
    try:
        table: object = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return []
    while isinstance(table, dict) and table:
        [(name, table)] = table.items()
        names.append(name)
    return names


def _model(kind: type[BaseModel], key: Key) -> type[BaseModel] | None:
    """The settings class that a key names."""
    current: object = kind
    for part in key:
        if isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(str(part))
            current = field.annotation if field else None
        else:
            current = get_args(current)[-1] if get_args(current) else None
        if isinstance(current, UnionType):
            current = next((a for a in get_args(current) if a is not type(None)), None)
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None
