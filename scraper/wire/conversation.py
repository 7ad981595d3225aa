"""A conversation's JSON as the page fetches it, flat or as a tree (seen 2026-08 and 09). Pure.

Regenerated answers and edited questions make branches. ``current_node`` says which one the page shows; a person may
have gone on in another than ours.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from typing import Any

from scraper.reading.answer import Answer, answer_of
from scraper.wire.message import Message, read


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is known of it; the page fetches long ones in parts, the newest first."""

    title: str
    messages: tuple[Message, ...]
    """The branch that the page shows, oldest message first."""
    nodes: Mapping[str, Message] = field(default_factory=dict)
    """All messages, in order of time or as the site gave them."""
    parents: Mapping[str, str] = field(default_factory=dict)
    busy: bool = False
    """Something is being made that is not a message yet."""
    has_earlier: bool = False
    """There are older messages than these."""

    def question(self, anchor: str) -> Message | None:
        """Our own message, by its id, on whatever branch it is."""
        return self.nodes.get(anchor)

    @property
    def last_question(self) -> Message | None:
        return next((m for m in reversed(self.messages) if m.is_question), None)

    def asked(self, texts: Sequence[str], since: float, after: str = "") -> Message | None:
        """The newest question with one of these texts, not older than ``since`` (Unix seconds).

        ``after``: the id of a question that came before it, and may have had the same text.

        The page may have escaped Markdown or changed white space; asking twice would be worse than a wrong match.
        """
        wanted = {_bare(text) for text in texts}
        later = takewhile(lambda message: message.id != after, reversed(self.messages))
        alike = (m for m in later if m.is_question and _bare(m.source) in wanted)
        return next((m for m in alike if m.created >= since), None)

    def answer(
        self, anchor: str, *, read_so_far: Collection[str] = (), before: Collection[str] = ()
    ) -> Answer | None:
        """What was said to the person after the question, before the next question.

        Of several answers to the same question, the one of which messages were read already, else the one that the
        page shows. Messages from ``before`` don't count: they were there when this answer was asked for.
        """
        branch = self._branch(anchor, read_so_far)
        ids = [message.id for message in branch]
        after = branch[ids.index(anchor) + 1 :] if anchor in ids else ()
        told = []
        for message in after:
            if message.is_question:
                break
            if message.id not in before:
                told.append(message)
        return answer_of(told)

    def at_end(self, answer: Answer) -> bool:
        """The end is proven. Pictures say nothing of it themselves: there nothing may come after them."""
        if answer.is_picture:
            newest = self.messages[-1] if self.messages else None
            return not self.busy and newest == answer.newest
        return answer.is_final

    def with_earlier(self, earlier: "Conversation") -> "Conversation":
        """Together with the part before this one."""
        nodes = {**earlier.nodes, **self.nodes}
        parents = {**earlier.parents, **self.parents}
        if self.messages and earlier.messages:
            parents.setdefault(self.messages[0].id, earlier.messages[-1].id)
        leaf = self.messages[-1].id if self.messages else ""
        messages = _up(leaf, nodes, parents) or earlier.messages
        return replace(self, nodes=nodes, parents=parents, messages=messages, has_earlier=earlier.has_earlier)

    def _branch(self, anchor: str, read_so_far: Collection[str]) -> tuple[Message, ...]:
        shown = {message.id for message in self.messages}
        known = [one for one in read_so_far if one in self.nodes]
        if anchor in shown and (not known or any(one in shown for one in known)):
            return self.messages
        return _up(self._leaf(known[-1] if known else anchor), self.nodes, self.parents)

    def _leaf(self, node: str) -> str:
        """Down to the end of the newest branch."""
        children: dict[str, str] = {parent: child for child, parent in self.parents.items()}
        seen = {node}
        while (child := children.get(node)) is not None and child not in seen:
            node = child
            seen.add(node)
        return node


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of conversations."""

    id: str
    created: float


def parse(value: dict[str, Any]) -> Conversation:
    """Raises KeyError, TypeError or ValueError when it is no conversation."""
    nodes, parents = _flat(value["messages"]) if "messages" in value else _tree(value["mapping"])
    leaf = value.get("current_node")
    if leaf not in nodes and leaf not in parents:
        leaf = next(reversed(nodes), "")
    return Conversation(
        title=value.get("title") or "",
        messages=_up(leaf, nodes, parents),
        nodes=nodes,
        parents=parents,
        busy=value.get("async_status") is not None,
        has_earlier=bool((value.get("page_info") or {}).get("has_previous_page")),
    )


def parse_batch(value: object) -> dict[str, Conversation]:
    """Several conversations in one answer, by their ids; what is none of them is left out."""
    if isinstance(value, dict):
        value = value.get("conversations") or value.get("items")
    found = {}
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict) and ("mapping" in one or "messages" in one):
            found[str(one.get("conversation_id") or one.get("id"))] = parse(one)
    return found


def parse_list(value: dict[str, Any]) -> list[Listed]:
    """Raises KeyError, TypeError or ValueError when it is no list of conversations."""
    return [Listed(item["id"], _seconds(item.get("create_time"))) for item in value["items"]]


def same(text: str, other: str) -> bool:
    """Whatever the page made of Markdown's marks and of white space."""
    return _bare(text) == _bare(other)


def _bare(text: str) -> str:
    return re.sub(r"[\s\\]", "", unicodedata.normalize("NFC", text))


def _flat(raw: list[dict[str, Any]]) -> tuple[dict[str, Message], dict[str, str]]:
    """In order of time; a message that does not say what it follows comes after the one before it."""
    nodes: dict[str, Message] = {}
    parents: dict[str, str] = {}
    before = ""
    for message in (read(one) for one in raw if one):
        if parent := message.parent if message.parent in nodes else before:
            parents[message.id] = parent
        nodes[message.id] = message
        before = message.id
    return nodes, parents


def _tree(mapping: dict[str, Any]) -> tuple[dict[str, Message], dict[str, str]]:
    nodes = {id_: read(node["message"]) for id_, node in mapping.items() if node.get("message")}
    parents = {id_: node["parent"] for id_, node in mapping.items() if node.get("parent")}
    return nodes, parents


def _up(leaf: str, nodes: Mapping[str, Message], parents: Mapping[str, str]) -> tuple[Message, ...]:
    """From a leaf up to the root, turned round."""
    branch: list[Message] = []
    seen: set[str] = set()
    node: str | None = leaf
    while node and node not in seen:
        seen.add(node)
        if node in nodes:
            branch.append(nodes[node])
        node = parents.get(node)
    return tuple(reversed(branch))


def _seconds(time: object) -> float:
    if isinstance(time, str):
        return datetime.fromisoformat(time).timestamp()
    return float(time) if isinstance(time, int | float) else 0.0
