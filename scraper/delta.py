"""The ``delta`` events of ChatGPT's stream, encoding v1 (seen 2026-09): a JSON tree that grows by small patches.

A delta is ``{c, p, o, v}``: channel, JSON Pointer, operation, value. What is absent of c, p and o is inherited from
the delta before; v never is. Each channel has a tree of its own; an ``add`` at the root begins a new one. Pure.
"""

from dataclasses import dataclass, field
from typing import Any

Json = Any


class Unreadable(Exception):
    """A delta that makes no sense: from here on the tree can't be trusted."""


@dataclass(slots=True)
class Trees:
    """The trees of one stream, and which of them changed last."""

    trees: dict[int, Json] = field(default_factory=dict)
    channel: int = 0
    _pointer: str = ""
    _operation: str = "add"

    @property
    def newest(self) -> Json:
        return self.trees.get(self.channel)

    def apply(self, delta: dict[str, Json]) -> None:
        """Raises Unreadable."""
        if "v" not in delta:
            raise Unreadable("a delta without a value")
        value = delta["v"]
        self.channel = delta.get("c", self.channel)
        if "p" not in delta and "o" not in delta and isinstance(value, dict) and "message" in value:
            self._pointer, self._operation = "", "add"  # a whole message needs no operation
        self._pointer = delta.get("p", self._pointer)
        self._operation = delta.get("o", self._operation)
        try:
            tree = _applied(self.trees.get(self.channel), self._pointer, self._operation, value)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable(f"{self._operation} at {self._pointer}") from error
        self.trees[self.channel] = tree


def _applied(tree: Json, pointer: str, operation: str, value: Json) -> Json:
    if operation == "patch":
        for step in value:
            tree = _applied(tree, pointer + step.get("p", ""), step.get("o", "replace"), step.get("v"))
        return tree
    if pointer == "":
        return _changed(tree, operation, value)
    *path, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    parent = tree
    for step in path:
        parent = parent[_key(parent, step)]
    _change_child(parent, last, operation, value)
    return tree


def _change_child(parent: Json, name: str, operation: str, value: Json) -> None:
    key = len(parent) if name == "-" else _key(parent, name)
    if operation == "remove":
        del parent[key]
    elif isinstance(parent, list) and key == len(parent):
        parent.append(value)
    elif operation == "add" and isinstance(parent, list):
        parent.insert(key, value)
    elif isinstance(parent, dict):
        parent[key] = _changed(parent.get(key), operation, value)
    else:
        parent[key] = _changed(parent[key], operation, value)


def _changed(old: Json, operation: str, value: Json) -> Json:
    match operation, old:
        case (("add" | "replace"), _):
            return value
        case "append", str():
            return old + value
        case "append", list():
            return [*old, *value] if isinstance(value, list) else [*old, value]
        case "append", dict():
            return {**old, **value}
        case "append", None:
            return value
        case "truncate", str() | list():
            return old[:value]
        case _:
            raise Unreadable(f"{operation} on {type(old).__name__}")


def _key(parent: Json, step: str) -> Json:
    return int(step) if isinstance(parent, list) else step
