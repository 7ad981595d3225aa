"""Which questions and answers the messages of a conversation make, and which branch each is on. Pure.

Messages form a tree by their parents; ``children`` is not there in newer exports (seen 2026-07). Another answer is
another child of its question, other words for a question are another child of what it follows, and
``current_node`` is the last message of what the page shows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.wire.message import Message, read

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """A message with all that its conversation says of it."""

    message: Message
    raw: Raw


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and one answer to it."""

    question: Node
    said: tuple[Node, ...]
    """What came after it, to the next question."""
    branch: str
    """The message at which it leaves what the page shows; empty: the page shows it."""
    first: bool
    """The oldest answer to this question."""


class Tree:
    """The messages of one conversation."""

    def __init__(self, raw: Raw) -> None:
        self.nodes: dict[str, Node] = {}
        self._parents: dict[str, str] = {}
        if "mapping" in raw:
            self._mapped(raw["mapping"])
        else:
            self._listed(raw["messages"])
        self._children: dict[str, list[str]] = {}
        for node, parent in self._parents.items():
            self._children.setdefault(parent, []).append(node)
        self._shown = self._shown_up_from(raw.get("current_node"))

    def before(self, node: str) -> Iterator[Node]:
        """What comes before it, the newest first."""
        seen = set[str]()
        while (node := self._parents.get(node, "")) and node not in seen:
            seen.add(node)
            if node in self.nodes:
                yield self.nodes[node]

    def pairs(self) -> Sequence[Pair]:
        """Each behind what it follows; else the older one first."""
        questions = [node for node in self._from_the_roots() if self._asks(node)]
        ends = {node: self._ends(node) for node in questions}
        return [self._pair(node, end, ends[node]) for node in questions for end in ends[node]]

    def _pair(self, question: str, end: str, ends: Sequence[str]) -> Pair:
        path = self._path(question, end)
        shown = [one for one in ends if one in self._shown]
        whole = max(shown, key=lambda one: len(self._path(question, one)), default="")
        first = min(ends, key=lambda one: self._time(self._path(question, one)))
        branch = "" if end == whole else self._leaves(question, path)
        said = tuple(self.nodes[node] for node in path if node in self.nodes)
        return Pair(self.nodes[question], said, branch, end == first)

    def _leaves(self, question: str, path: Sequence[str]) -> str:
        """Where a branch leaves what is shown."""
        if question in self._shown:
            return next((node for node in path if node not in self._shown), path[-1] if path else question)
        node = question
        while (parent := self._parents.get(node, "")) and parent not in self._shown:
            node = parent
        return node

    def _ends(self, question: str) -> Sequence[str]:
        """The last message of each answer; the question itself where there is none."""
        ends, open = [], [question]
        while open:
            node = open.pop()
            children = self._children.get(node, ())
            more = [child for child in children if not self._asks(child)]
            if not more or len(more) < len(children):
                ends.append(node)
            open += reversed(more)
        said = [end for end in ends if end != question]
        return said or ends

    def _path(self, question: str, end: str) -> Sequence[str]:
        path = []
        while end != question:
            path.append(end)
            end = self._parents[end]
        return path[::-1]

    def _time(self, path: Sequence[str]) -> float:
        return next((time for node in path if (time := self._created(node))), 0.0)

    def _created(self, node: str) -> float:
        return self.nodes[node].message.created if node in self.nodes else 0.0

    def _asks(self, node: str) -> bool:
        return node in self.nodes and self.nodes[node].message.is_question

    def _from_the_roots(self) -> Iterator[str]:
        """Parents before their children; what hangs on nothing, or on itself, is a root, too."""
        order = {node: number for number, node in enumerate(self._parents)}
        open = [node for node, parent in self._parents.items() if parent not in self._parents]
        open.reverse()
        seen = set[str]()
        while open:
            node = open.pop()
            if node in seen:
                continue
            seen.add(node)
            yield node
            children = self._children.get(node, ())
            open += sorted(children, key=lambda one: (self._created(one), order[one]), reverse=True)

    def _shown_up_from(self, current: object) -> set[str]:
        leaf = current if isinstance(current, str) and current in self._parents else ""
        if not leaf:
            leaf = max(self.nodes, key=self._created, default="")
        shown = {leaf, *self._rest(leaf)}
        while leaf := self._parents.get(leaf, ""):
            if leaf in shown:
                break
            shown.add(leaf)
        return shown

    def _rest(self, node: str) -> Iterator[str]:
        """Of the answer in which a node is: the newest of it, where the node is not its end."""
        seen = {node}
        while more := [one for one in self._children.get(node, ()) if one not in seen and not self._asks(one)]:
            node = max(more, key=self._created)
            seen.add(node)
            yield node

    def _mapped(self, mapping: dict[str, Raw]) -> None:
        for id, node in mapping.items():
            self._parents[id] = node.get("parent") or ""
            if raw := node.get("message"):
                self._add(id, raw)
        for id, node in mapping.items():  # where only the parent tells
            for child in node.get("children") or ():
                if child in self._parents and not self._parents[child]:
                    self._parents[child] = id

    def _listed(self, messages: Sequence[Raw]) -> None:
        before = ""
        for raw in messages:
            message = read(raw)
            self._parents[message.id] = message.parent if message.parent in self._parents else before
            self._add(message.id, raw)
            before = message.id

    def _add(self, id: str, raw: Raw) -> None:
        self.nodes[id] = Node(read(raw), raw)
