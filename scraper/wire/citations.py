"""What stands behind the marks in ChatGPT's Markdown (seen 2026-08): links to sources, names of things. Pure.

A mark is U+E200 kind U+E202 field U+E202 … U+E201. What it leads to is told beside the text, in the message's
``content_references``, and often only after the text.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

References = Mapping[str, str]
"""Markdown for each mark that is explained, by the mark as it stands in the text."""

IN_THE_SENTENCE = ("entity", "url")
"""Kinds of marks that stand for words; all others are put behind what they prove."""


def references(told: object) -> dict[str, str]:
    """Out of a message's ``content_references``; what has another shape explains nothing."""
    found: dict[str, str] = {}
    for one in told if isinstance(told, list) else ():
        mark = str(one.get("matched_text")) if isinstance(one, dict) else ""
        if "\ue200" in mark and (markdown := _links(one) or _words(one)):
            found.setdefault(mark, markdown)
    return found


def shown(mark: str, known: References) -> str:
    """What people read in a mark's place; nothing where it is not explained."""
    if mark in known:
        return known[mark]
    kind, *fields = mark.strip("\ue200\ue201").split("\ue202")
    if kind == "entity" and fields:
        return _entity(fields[-1])
    if kind == "url" and len(fields) > 1 and _is_web(fields[1]):
        return link(fields[0], fields[1])
    return ""


def link(title: str, url: str) -> str:
    """A link in Markdown, whatever characters are in it."""
    title = re.sub(r"([\\\[\]])", r"\\\1", " ".join(title.split())) or urlsplit(url).hostname or url
    for sign in " ()<>":
        url = url.replace(sign, f"%{ord(sign):02X}")
    return f"[{title}]({url})"


def _links(one: dict[str, Any]) -> str:
    items = one.get("items") or one.get("fallback_items") or [one]
    links = {
        item["url"]: link(str(item.get("title") or item.get("attribution") or ""), item["url"])
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict) and _is_web(item.get("url"))
    }
    return ", ".join(links.values())


def _words(one: dict[str, Any]) -> str:
    return next((word for key in ("alt", "name") if isinstance(word := one.get(key), str) and word), "")


def _entity(field: str) -> str:
    """Its name is the second of kind, name and description."""
    try:
        parts = json.loads(field)
    except ValueError:
        return ""
    return parts[1] if isinstance(parts, list) and len(parts) > 1 and isinstance(parts[1], str) else ""


def _is_web(url: object) -> bool:
    return isinstance(url, str) and url.startswith(("https://", "http://"))
