"""The conversations the practice site keeps, and the two JSON shapes they are read in.

A conversation is a tree: a regenerated answer and an edited question are siblings of the older ones, and
`current_node` says which branch is shown. Shapes as seen 2026-08 (singular, a mapping) and 2026-09 (plural, flat).
"""

import time
from dataclasses import dataclass, field

from scraper.practice.brain import Message
from scraper.practice.json import Json
from scraper.practice.message import MODEL, ROOT, Stored, new_id


@dataclass(slots=True)
class Conversation:
    """A tree of messages with its title; what `/c/<id>` shows is the branch that ends at `current_node`."""

    id: str = field(default_factory=new_id)
    title: str = "New chat"
    temporary: bool = False
    visible: bool = True
    nodes: dict[str, Stored] = field(default_factory=dict)
    current_node: str = ROOT
    created: float = field(default_factory=time.time)
    updated: float = field(default_factory=time.time)
    generating: bool = False
    blocked: list[Json] = field(default_factory=list)  # what moderation has said

    @property
    def messages(self) -> list[Stored]:
        """The branch that is shown, oldest first."""
        branch: list[Stored] = []
        node = self.current_node
        while node != ROOT:
            branch.append(self.nodes[node])
            node = branch[-1].parent
        return branch[::-1]

    @property
    def questions(self) -> list[str]:
        """Each user message exactly as it was POSTed."""
        return [m.text for m in self.messages if m.asks]

    @property
    def answers(self) -> list[str]:
        """Each text the assistant wrote, interim ones included, finished or not."""
        return [m.text for m in self.messages if m.role == "assistant" and m.visible_text]

    def add(self, message: Stored, parent: str | None = None) -> Stored:
        """Puts it under its parent (without one: at the end), and shows that branch."""
        message.parent = self.current_node if parent is None else parent
        self.nodes[message.id] = message
        self.current_node = message.id
        self.updated = time.time()
        return message

    def children(self, node: str) -> list[Stored]:
        return [m for m in self.nodes.values() if m.parent == node]

    def before_everything(self) -> str:
        """The last of the hidden messages at the start: the parent of every first question."""
        node = ROOT
        while hidden := [m for m in self.children(node) if m.hidden]:
            node = hidden[0].id
        return node

    def under(self, parent: str | None) -> str:
        """Where a new question belongs whose page names that parent."""
        if parent == ROOT:
            return self.before_everything()
        if parent is None or parent not in self.nodes:
            return self.current_node
        unseen = self.nodes[parent].asks and not any(child.asks for child in self.children(parent))
        return self.current_node if unseen else parent  # that page has not seen the answer

    def history(self) -> list[Message]:
        """What a brain gets to see."""
        seen: list[Message] = []
        for stored in self.messages:
            if stored.asks:
                last = stored.id == self.current_node
                seen.append(Message("user", stored.text, len(self.children(stored.id)) if last else 0))
            elif stored.visible_text:
                seen.append(Message("assistant", stored.text))
        return seen

    def _head(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "create_time": self.created,
            "update_time": self.updated,
            "current_node": self.current_node,
            "conversation_id": self.id,
            "default_model_slug": MODEL,
            "is_archived": False,
            "is_temporary_chat": self.temporary,
            "gizmo_id": None,
            "safe_urls": [],
            "blocked_urls": [],
            "async_status": None,
        }

    def row(self) -> dict[str, Json]:
        """One line of the sidebar's list."""
        return {"id": self.id, "title": self.title, "create_time": self.created, "update_time": self.updated}

    def flat(self, turns: int, before: str | None = None) -> dict[str, Json]:
        """The plural shape: the branch's last `turns` exchanges (before a cursor), in order of time."""
        messages = self.messages
        end = len(messages)
        if before is not None:
            end = next((n for n, m in enumerate(messages) if m.id == before), 0)
        asked = [n for n in range(end) if messages[n].asks]
        start = asked[-turns] if len(asked) > turns else 0
        page = messages[start:end]
        versions = self._versions()
        return self._head() | {
            "messages": [_with_versions(m, versions[m.parent]) for m in page],
            "page_info": {
                "start_cursor": page[0].id if page else None,
                "end_cursor": page[-1].id if page else None,
                "has_previous_page": start > 0,
                "has_next_page": end < len(messages),
            },
            "context_truncation_continuation": None,
        }

    def tree(self) -> dict[str, Json]:
        """The singular, older shape: a mapping of all nodes, of every branch."""
        children = self._versions()
        nodes: dict[str, Json] = {
            ROOT: {"id": ROOT, "message": None, "parent": None, "children": children.get(ROOT, [])}
        }
        for message in self.nodes.values():
            nodes[message.id] = {
                "id": message.id,
                "message": message.json(),
                "parent": message.parent,
                "children": children.get(message.id, []),
            }
        return self._head() | {"mapping": nodes, "moderation_results": list(self.blocked)}

    def _versions(self) -> dict[str, list[str]]:
        """The children of each node, oldest first."""
        found: dict[str, list[str]] = {}
        for message in self.nodes.values():
            found.setdefault(message.parent, []).append(message.id)
        return found


def _with_versions(message: Stored, siblings: list[str]) -> Json:
    """A message of which there are several says so, and which one it is."""
    json = message.json()
    if len(siblings) < 2:
        return json
    versions: Json = {"ids": siblings, "index": siblings.index(message.id)}
    return json | {"has_versions": True, "versions": versions}
