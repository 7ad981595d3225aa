"""The tree that grows by deltas, beside a plain model of the same rules."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.wire.delta import Trees, Unreadable

POINTERS = ("/a", "/b/0", "/b/1", "/c~1d/e~0f", "/b", "/n")
ROOT: dict[str, Any] = {"a": "", "b": ["x", "y"], "c/d": {"e~f": ""}}
VALUES = st.text(max_size=5) | st.lists(st.text(max_size=2), max_size=2) | st.integers(0, 3)


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    """One operation, as it stands alone or in a patch."""
    operation = draw(st.sampled_from(["add", "replace", "append", "append", "append", "remove", "truncate"]))
    return {"p": draw(st.sampled_from(POINTERS)), "o": operation, "v": draw(VALUES)}


PATCHES = st.lists(steps(), max_size=3).map(lambda patch: {"p": "", "o": "patch", "v": patch})
ADDS = st.builds(lambda c: {"c": c, "p": "", "o": "add", "v": copy.deepcopy(ROOT)}, st.integers(0, 1))
DELTAS = st.lists(
    st.tuples(st.one_of(steps(), steps(), PATCHES, ADDS), st.booleans(), st.integers(0, 1) | st.none()), max_size=25
)


def apply(trees: Trees, delta: dict[str, Any]) -> str | None:
    """Either way; what was appended."""
    if (more := trees.appended(delta)) is None:
        trees.change(delta)
    return more


class Model:
    """The same rules with nothing clever: the whole tree is made anew each time."""

    def __init__(self) -> None:
        self.trees: dict[int, Any] = {}
        self.said: dict[str, Any] = {"c": 0, "p": "", "o": "add"}

    def apply(self, delta: dict[str, Any]) -> None:
        self.said |= {key: delta[key] for key in ("c", "p", "o") if key in delta}
        channel = self.said["c"]
        tree = copy.deepcopy(self.trees.get(channel))
        self.trees[channel] = self.changed(tree, self.said["p"], self.said["o"], copy.deepcopy(delta["v"]))

    def changed(self, tree: Any, pointer: str, operation: str, value: Any) -> Any:
        if operation == "patch":
            for step in value:
                tree = self.changed(tree, step["p"], step["o"], step["v"])
            return tree
        if pointer == "":
            return self.of(tree, operation, value)
        keys = [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]
        node = tree
        for step in keys[:-1]:
            node = node[int(step)] if isinstance(node, list) else node[step]
        key: Any = int(keys[-1]) if isinstance(node, list) else keys[-1]
        if operation == "remove":
            del node[key]
        elif isinstance(node, list) and key >= len(node):
            node.append(value)
        elif isinstance(node, list) and operation == "add":
            node.insert(key, value)
        else:
            old = node[key] if isinstance(node, list) else node.get(key)
            node[key] = self.of(old, operation, value)
        return tree

    def of(self, old: Any, operation: str, value: Any) -> Any:
        if operation in ("add", "replace") or (operation == "append" and old is None):
            return value
        if operation == "append" and isinstance(old, list):
            return [*old, *value] if isinstance(value, list) else [*old, value]
        if operation == "append" and isinstance(old, str):
            return "".join([old, value])
        if operation == "truncate" and isinstance(old, str | list):
            return old[:value]
        raise ZeroDivisionError


@given(DELTAS, st.booleans())
def test_any_sequence_of_operations_gives_the_tree_of_the_model(
    drawn: list[tuple[dict[str, Any], bool, int | None]], looked_at: bool
) -> None:
    """Whether the tree is looked at after each delta or only at the end; what makes no sense is told."""
    trees, model = Trees(), Model()
    said: dict[str, Any] = {}
    for delta, bare, channel in [({"p": "", "o": "add", "v": copy.deepcopy(ROOT)}, False, 0), *drawn]:
        if channel is not None:
            delta = {"c": channel, **delta}
        if bare:  # what is as before may be left out
            delta = {key: value for key, value in delta.items() if key == "v" or said.get(key) != value}
        said |= {"c": said.get("c", 0), **delta}
        try:
            model.apply(delta)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, ZeroDivisionError):
            with pytest.raises(Unreadable):
                apply(trees, copy.deepcopy(delta))
            return
        apply(trees, copy.deepcopy(delta))
        if looked_at:
            assert trees.newest == model.trees[trees.channel]
    assert trees.newest == model.trees[trees.channel]


def test_what_is_appended_to_the_same_text_is_told() -> None:
    """Bare or not; after anything else the text has to be looked at as a whole."""
    trees = Trees()
    trees.change({"p": "", "o": "add", "v": {"t": "a", "u": ""}})
    assert apply(trees, {"p": "/t", "o": "append", "v": "b"}) is None
    assert apply(trees, {"v": "c"}) == "c"
    assert apply(trees, {"p": "/t", "o": "append", "v": "d"}) == "d"
    assert apply(trees, {"p": "/u", "v": "x"}) is None
    assert apply(trees, {"p": "/t", "v": "e"}) is None
    assert trees.newest == {"t": "abcde", "u": "x"}


def test_a_whole_message_needs_no_operation() -> None:
    """A bare value that holds a message begins a new tree, whatever was done before."""
    trees = Trees()
    trees.change({"p": "", "o": "add", "v": {"message": {"t": ["a"]}}})
    apply(trees, {"p": "/message/t/0", "o": "append", "v": "b"})
    apply(trees, {"c": 1, "v": {"message": {"t": ["new"]}}})
    assert trees.newest == {"message": {"t": ["new"]}}
