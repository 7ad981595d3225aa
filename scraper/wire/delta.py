"""The ``delta`` events of ChatGPT's stream, encoding v1 (seen 2026-09): a JSON tree that grows by small patches.

A delta is ``{c, p, o, v}``: channel, JSON Pointer, operation, value. What is absent of c, p and o is inherited from
the delta before; v never is. Each channel has a tree of its own; an ``add`` at the root begins a new one. Pure.

Nearly all deltas append a few characters to one text. They are collected and put into the tree when somebody looks
at it, so that a long answer costs no more per character than a short one.
"""

from dataclasses import dataclass, field
from typing import Any

Json = Any


class Unreadable(Exception):
    """A delta that makes no sense: from here on the tree can't be trusted."""


@dataclass(slots=True)
class _Tail:
    """A text that is being appended to, and what is not in the tree yet."""

    parent: Json
    key: str | int
    more: list[str] = field(default_factory=list)

    def put(self) -> None:
        if self.more:
            self.parent[self.key] += "".join(self.more)
            self.more.clear()


@dataclass(slots=True)
class Trees:
    """The trees of one stream, and which of them changed last."""

    channel: int = 0
    pointer: str = ""
    operation: str = "add"
    _trees: dict[int, Json] = field(default_factory=dict)
    _tail: _Tail | None = None

    @property
    def newest(self) -> Json:
        """The tree that changed last, as a whole."""
        if self._tail is not None:
            self._tail.put()
        return self._trees.get(self.channel)

    def put(self, tree: Json) -> None:
        """A whole tree, as it came before encoding v1."""
        self._settle()
        self._trees[self.channel] = tree

    def appended(self, delta: dict[str, Json]) -> str | None:
        """What the delta appends to the text that the last one appended to; None: another change, not done yet."""
        value = delta.get("v")
        if self._tail is None or not isinstance(value, str) or not self._goes_on(delta):
            return None
        self._tail.more.append(value)
        return value

    def change(self, delta: dict[str, Json]) -> None:
        """Raises Unreadable."""
        if "v" not in delta:
            raise Unreadable("a delta without a value")
        self._settle()
        self._change(delta, delta["v"])

    def _goes_on(self, delta: dict[str, Json]) -> bool:
        return len(delta) == 1 or (
            delta.get("c", self.channel) == self.channel
            and delta.get("p", self.pointer) == self.pointer
            and delta.get("o", self.operation) == self.operation
        )

    def _settle(self) -> None:
        if self._tail is not None:
            self._tail.put()
            self._tail = None

    def _change(self, delta: dict[str, Json], value: Json) -> None:
        self.channel = delta.get("c", self.channel)
        if "p" not in delta and "o" not in delta and isinstance(value, dict) and "message" in value:
            self.pointer, self.operation = "", "add"  # a whole message needs no operation
        self.pointer = delta.get("p", self.pointer)
        self.operation = delta.get("o", self.operation)
        try:
            tree = _applied(self._trees.get(self.channel), self.pointer, self.operation, value)
            self._trees[self.channel] = tree
            if self.operation == "append" and self.pointer and isinstance(value, str):
                self._tail = _tail(tree, self.pointer)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable(f"{self.operation} at {self.pointer}") from error


def _tail(tree: Json, pointer: str) -> _Tail | None:
    parent, last = _place(tree, pointer)
    key = _key(parent, last) if last != "-" else None
    return _Tail(parent, key) if key is not None and isinstance(parent[key], str) else None


def _applied(tree: Json, pointer: str, operation: str, value: Json) -> Json:
    if operation == "patch":
        for step in value:
            tree = _applied(tree, pointer + step.get("p", ""), step.get("o", "replace"), step.get("v"))
        return tree
    if pointer == "":
        return None if operation == "remove" else _changed(tree, operation, value)
    parent, last = _place(tree, pointer)
    _change_child(parent, last, operation, value)
    return tree


def _place(tree: Json, pointer: str) -> tuple[Json, str]:
    """What holds the thing that is pointed at, and its name there."""
    *path, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for step in path:
        tree = tree[_key(tree, step)]
    return tree, last


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
