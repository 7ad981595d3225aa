"""Exports as ChatGPT makes them, in the shapes that were seen."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

JUNE = 1_750_000_000.0
"""15 June 2025."""

CONVERSATION = "68ef24dd-7008-832c-bd68-1bb462dd87bc"
HERE = ".62dd87bc"

Raw = dict[str, Any]


def said(id: str, role: str, text: str | Sequence[object], *, kind: str = "text", **more: Any) -> Raw:
    """A message; its time is that of its number."""
    parts = [text] if isinstance(text, str) else list(text)
    number = float("".join(filter(str.isdigit, id)) or 0)
    return {
        "id": id,
        "author": {"role": role, "name": more.pop("name", None), "metadata": {}},
        "create_time": JUNE + number,
        "content": {"content_type": kind, "parts": parts, **more.pop("content", {})},
        "status": "finished_successfully",
        "end_turn": role == "assistant",
        "weight": 1.0,
        "recipient": "all",
        "metadata": {"model_slug": "gpt-4o"} if role == "assistant" else {},
        "channel": None,
        **more,
    }


def chat(*messages: Raw, id: str = CONVERSATION, current: str = "", title: str = "Fruit", **more: Any) -> Raw:
    """The messages one behind the other; ``after`` in one of them names what it follows instead."""
    mapping: Raw = {"root": {"id": "root", "message": None, "parent": None, "children": []}}
    before = "root"
    for message in messages:
        before = message.pop("after", before)
        mapping[before]["children"].append(message["id"])
        mapping[message["id"]] = {"id": message["id"], "message": message, "parent": before, "children": []}
        before = message["id"]
    head = {"title": title, "create_time": JUNE, "update_time": JUNE + 99, "conversation_id": id, "id": id}
    return {**head, "mapping": mapping, "current_node": current or before, "gizmo_id": None, **more}


def newest(chat: Raw) -> Raw:
    """The same as it was seen in 2026-07: with less of everything."""
    kept = ("id", "author", "content", "create_time", "metadata")
    mapping = {
        id: {
            "id": id,
            "parent": node["parent"],
            "message": node["message"] and {name: node["message"][name] for name in kept},
        }
        for id, node in chat["mapping"].items()
    }
    return {**chat, "mapping": mapping}


def simple(number: int = 1, turns: int = 1) -> Raw:
    """A chat like many."""
    messages = []
    for turn in range(turns):
        messages += [
            said(f"q{number}-{turn}", "user", f"question {number}.{turn}"),
            said(f"a{number}-{turn}", "assistant", f"answer {number}.{turn}"),
        ]
    return chat(*messages, id=f"00000000-0000-4000-8000-{number:012}", title=f"Chat {number}")


def zipped(path: Path, files: Mapping[str, object]) -> Path:
    """JSON of what is no bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, bytes) else json.dumps(content))
    return path
