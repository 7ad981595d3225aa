"""The fields of a body as one table: what each may hold, and what is done with it.

Of one table are the checks, the header that names what is ignored, the published description of the endpoint and
the table in docs/http.md.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from platforms.http.request.checks import Object, unsupported, unsupported_parameter
from platforms.http.request.fitting import Schema, check

MOST_NAMED = 40
"""Ignored fields that are named; whoever sends more is not reading."""


class Verdict(StrEnum):
    """What is done with a field."""

    HONOURED = "honoured"
    EMULATED = "emulated"
    """The backend has no such thing; we do it for it."""
    IGNORED = "ignored"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body. Null is the same as leaving it out, for every field."""

    name: str
    verdict: Verdict
    schema: Schema
    note: str
    """What is done, for people."""
    neutral: tuple[object, ...] = ()
    """What asks for no more than what is done anyway."""
    why: str = ""
    """Why any other value is refused; empty where the field itself is not supported."""
    required: bool = False

    def ignores(self, value: object) -> bool:
        """Whether nothing is done with this value. Raises ApiError where it can't be, or does not fit.

        What is honoured or emulated is read elsewhere, by whoever knows more of it than its schema says.
        """
        if self.verdict in (Verdict.HONOURED, Verdict.EMULATED):
            return False
        check(self.schema, value, self.name)
        if value in self.neutral:
            return False
        if self.verdict is Verdict.REFUSED:
            raise unsupported(self.name, self.why) if self.why else unsupported_parameter(self.name)
        return True


class Table:
    """The fields of one kind of body. What is not in it is ignored."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.fields = tuple(fields)
        self._named: Mapping[str, Field] = {field.name: field for field in self.fields}

    def __getitem__(self, name: str) -> Field:
        return self._named[name]

    def markdown(self) -> str:
        """The table as docs/http.md has it."""
        rows = (f"| `{one.name}` | {one.verdict} | {one.note} |" for one in self.fields)
        return "\n".join(("| field | | what is done |", "|:--|:--|:--|", *rows))

    def ignored(self, fields: Object) -> tuple[str, ...]:
        """The names of those that nothing is done with, fit for a header. Raises ApiError for what can't be."""
        names = [_in_a_header(name) for name, value in fields.items() if self._ignores(name, value)]
        return tuple(names[:MOST_NAMED])

    def _ignores(self, name: str, value: object) -> bool:
        known = self._named.get(name)
        return known is None or known.ignores(value)


def _in_a_header(name: str) -> str:
    return re.sub(r"[^\w.-]", "?", name[:64], flags=re.ASCII)
