"""The tools that may be called in an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Tool:
    """A function of the caller's."""

    name: str
    description: str
    parameters: Mapping[str, object]
    """A JSON schema."""


@dataclass(frozen=True, slots=True)
class Toolbox:
    """What may be called, and whether it must be."""

    tools: tuple[Tool, ...] = ()
    choice: Literal["auto", "none", "required"] = "auto"
    allowed: tuple[str, ...] = ()
    """Only these, by name; empty: all."""
    parallel: bool = True
    """Several in one answer."""
    functions: bool = False
    """Said in the words before there were tools (``functions``, ``function_call``), and answered so."""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that was called."""

    id: str
    name: str
    arguments: str
    """JSON."""
