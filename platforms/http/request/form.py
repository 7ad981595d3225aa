"""The form that an answer must have."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plain:
    """Text."""


@dataclass(frozen=True, slots=True)
class AnyJson:
    """One JSON object."""


@dataclass(frozen=True, slots=True)
class Schema:
    """JSON that fits a schema."""

    name: str
    schema: Mapping[str, object]
    strict: bool = False


Form = Plain | AnyJson | Schema
