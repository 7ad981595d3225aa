"""JSON in the shape of ChatGPT's own export, which other programs read, and we; pure.

A conversation is a tree of messages. Another answer, and a question in other words, is a branch of it; the newest
one is current. The shape is that of ``conversations.json`` in the exports of 2025 and 2026.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from bridge.exporting.form import Filed, side_of
from bridge.exporting.names import file_name
from bridge.exporting.title import title_of
from bridge.naming.called import BY_ID, Called
from bridge.types import Enclosed, Sheet, State, Thread, Turn

OURS = UUID("5b0f3a52-8a9c-4c0e-9d6f-6d1f0c2f7a31")
"""What is exported again has the ids that it had."""

Node = dict[str, Any]


@dataclass(slots=True)
class _Tree:
    """Of the conversation that is being written: what may still get children is held back."""

    thread: Thread
    head: Node
    asked: Node
    """The last question."""
    leaf: Node
    """Behind which the next one is asked."""
    before: Node
    """Behind which the last one was asked."""
    held: list[Node] = field(default_factory=list)
    written: bool = False
    """A message was."""
    updated: float = 0.0


class ChatGPT:
    """A Form: ``conversations.json``, with files beside it as ChatGPT names them."""

    file = "conversations.json"
    whole = False

    def __init__(self, called: Called = BY_ID) -> None:
        self._called = called
        self._tree: _Tree | None = None

    def named(self, sheet: Sheet, one: Enclosed) -> str:
        return f"{_file_id(sheet.turn, one)}-{file_name(one.name)}"

    def begin(self) -> str:
        return "["

    def add(self, sheet: Sheet, files: tuple[Filed, ...]) -> str:
        return "".join(self._pieces(sheet, files))

    def end(self) -> str:
        return "".join([*self._closed(), "\n]\n"])

    def _pieces(self, sheet: Sheet, files: tuple[Filed, ...]) -> Iterator[str]:
        turn, tree = sheet.turn, self._tree
        if tree is None or tree.thread != sheet.record.thread:
            first = tree is None
            yield from self._closed()
            tree = self._tree = _begun(sheet)
            yield ("\n" if first else ",\n") + _json(tree.head)[:-1] + ', "mapping": {'
        action = "ask" if tree.asked["message"] is None else turn.question.action
        if action == "ask":
            tree.before = tree.leaf
            yield from _flushed(tree, tree.leaf)
        if action in ("ask", "edit"):
            tree.asked = _behind(tree, tree.before, _question(turn, files, self._called))
            tree.leaf = tree.asked
        if turn.answer or any(not one.enclosed.asked for one in files):
            after = tree.leaf if action == "continue" else tree.asked
            tree.leaf = _behind(tree, after, _answer(turn, files))
        tree.updated = turn.accepted_at

    def _closed(self) -> Iterator[str]:
        if (tree := self._tree) is not None:
            yield from _flushed(tree, None)
            yield f'}}, "current_node": "{tree.leaf["id"]}", "update_time": {tree.updated!r}}}'


def _begun(sheet: Sheet) -> _Tree:
    record, turn = sheet.record, sheet.turn
    known = record.conversation.id if record.conversation else ""
    id = known if _is_uuid(known) else _made(record.thread)
    root: Node = {"id": _made(record.thread, "root"), "message": None, "parent": None, "children": []}
    head: Node = {
        "title": record.title or title_of(turn.question.text),
        "id": id,
        "conversation_id": id,
        "create_time": turn.accepted_at,
        "default_model_slug": turn.answered_by or None,
        "moderation_results": [],
        "plugin_ids": None,
        "is_archived": False,
        "threadbridge": {
            "thread": str(record.thread),
            "others": list(map(str, record.others)),
            "tags": record.tags,
        },
    }
    return _Tree(record.thread, head, root, root, root, [root])


def _flushed(tree: _Tree, but: Node | None) -> Iterator[str]:
    """What is held, but not what the next question stands behind."""
    for node in tree.held:
        if node is not but:
            yield (",\n" if tree.written else "\n") + f'"{node["id"]}": {_json(node)}'
            tree.written = True
    tree.held = [node for node in tree.held if node is but]


def _behind(tree: _Tree, parent: Node, message: Node) -> Node:
    node: Node = {"id": message["id"], "message": message, "parent": parent["id"], "children": []}
    parent["children"].append(node["id"])
    tree.held.append(node)
    return node


def _question(turn: Turn, files: tuple[Filed, ...], called: Called) -> Node:
    asked = turn.question
    said = _said(turn, "question", "user", asked.text, files)
    if asked.instructions:
        said["metadata"]["threadbridge"]["instructions"] = asked.instructions
    said["metadata"]["threadbridge"] |= {"author": asked.author, "author_name": called.who(asked)}
    return said


def _answer(turn: Turn, files: tuple[Filed, ...]) -> Node:
    whole = turn.state in (State.ANSWERED, State.DELIVERED) and not turn.stopped
    said = _said(turn, "answer", "assistant", turn.answer, files)
    said["metadata"] |= {"model_slug": turn.answered_by} if turn.answered_by else {}
    return said | {"status": "finished_successfully" if whole else "finished_partial_completion", "end_turn": whole}


def _said(turn: Turn, side: str, role: str, text: str, files: tuple[Filed, ...]) -> Node:
    mine = [one for one in files if one.enclosed.asked == (side == "question")]
    images = [_image(turn, one) for one in mine if one.enclosed.picture]
    attached = [
        {"id": _file_id(turn, one.enclosed), "name": one.enclosed.name, "size": one.enclosed.size} for one in mine
    ]
    metadata: Node = {"threadbridge": {"turn": turn.id}} | ({"attachments": attached} if attached else {})
    return {
        "id": _made(turn.thread, turn.id, side),
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": turn.accepted_at,
        "update_time": None,
        "content": {"content_type": "multimodal_text" if images else "text", "parts": [*images, text]},
        "status": "finished_successfully",
        "end_turn": None,
        "weight": 1.0,
        "metadata": metadata,
        "recipient": "all",
    }


def _image(turn: Turn, one: Filed) -> Node:
    pointer = f"file-service://{_file_id(turn, one.enclosed)}"
    return {
        "content_type": "image_asset_pointer",
        "asset_pointer": pointer,
        "size_bytes": one.enclosed.size,
    }


def _file_id(turn: Turn, one: Enclosed) -> str:
    return "file-" + _made(turn.thread, turn.id, side_of(one), one.number).replace("-", "")[:24]


def _made(thread: Thread, *of: object) -> str:
    return str(uuid5(OURS, _json([thread.platform, thread.workspace, thread.channel, thread.thread, *of])))


def _is_uuid(id: str) -> bool:
    try:
        return str(UUID(id)) == id.lower()
    except ValueError:
        return False


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
