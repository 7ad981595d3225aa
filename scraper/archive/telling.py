"""What an answer's messages amount to, in Markdown. Pure.

What people see of them on the page, in its order: texts, code that was run and what came of it, documents of the
canvas, pictures. What the model thought, and what it searched and read, is left out.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.archive.tree import Node, Raw
from scraper.wire.citations import link
from scraper.wire.markdown import cleaned

OUTPUT = 4000
"""Characters of what a program printed."""

FINAL = (None, "", "final")
TEXTS = ("text", "multimodal_text")
RUNS = ("python", "code_interpreter")
CANVAS = "canmore."

SOURCE = re.compile("【[^【】]{1,200}†[^【】]{0,200}】")
"""A mark of older answers (seen 2023-05 to 2025-03); what it leads to stands in the message's ``citations``."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or a file of ChatGPT's, by the id under which an export has it."""

    asset: str
    what: str = ""
    """What it was asked to show."""
    size: int = 0


def answer(said: Sequence[Node]) -> str:
    """The text of the whole answer."""
    final = any(node.message.channel == "final" for node in said)
    text, straight_on = "", True
    for node in said:
        for block in _blocks(node, final=final):
            text += block if straight_on else "\n\n" + block
            straight_on = False
        if node.message.at_length:  # its rest goes straight on
            straight_on = True
    return text


def words(node: Node) -> str:
    """What somebody wrote, or said aloud."""
    content = node.raw.get("content") or {}
    if any(isinstance(part, dict) for part in content.get("parts") or ()):
        return "\n\n".join(filter(None, map(_word, content["parts"])))
    return node.message.source


def pictures(node: Node) -> Iterator[Picture]:
    """Those in a message."""
    for part in (node.raw.get("content") or {}).get("parts") or ():
        if isinstance(part, dict) and "image" in str(part.get("content_type")) and part.get("asset_pointer"):
            made = (part.get("metadata") or {}).get("dalle") or {}
            prompt, size = str(made.get("prompt") or ""), int(part.get("size_bytes") or 0)
            yield Picture(str(part["asset_pointer"]), prompt, size)


def is_shown(node: Node) -> bool:
    """Whether people see its pictures."""
    message = node.message
    return message.role in ("assistant", "tool") and not message.hidden


def _blocks(node: Node, *, final: bool) -> Iterator[str]:
    message, content = node.message, node.raw.get("content") or {}
    if not is_shown(node):
        return
    if message.role == "tool":
        if message.content_type == "execution_output":
            yield from _fenced(_trimmed(str(content.get("text") or "")), "text")
    elif message.recipient.startswith(CANVAS):
        yield from _canvas(message.source or str(content.get("text") or ""))
    elif message.recipient.startswith(RUNS):
        yield from _fenced(str(content.get("text") or message.source), "python")
    elif message.recipient == "all":
        if message.content_type == "code":
            yield from _fenced(str(content.get("text") or ""), str(content.get("language") or ""))
        elif message.content_type in TEXTS and (message.channel == "final" if final else message.channel in FINAL):
            yield from filter(str.strip, (_text(node),))
    yield from (f"🖼 {' '.join(one.what.split())}" for one in pictures(node) if one.what.strip())


def _text(node: Node) -> str:
    message = node.message
    source, references = words(node), dict(message.references)
    told = node.raw.get("metadata") or {}
    if "【" in source:
        source = _sourced(source, told)
    return cleaned(source, references)


def _word(part: object) -> str:
    if isinstance(part, str):
        return part
    spoken = isinstance(part, dict) and part.get("content_type") == "audio_transcription"
    return str(part.get("text") or "") if spoken and isinstance(part, dict) else ""


def _sourced(text: str, told: Raw) -> str:
    """With links where there were marks; a mark that nothing explains is left out."""
    links = dict(_links(text, told))
    return SOURCE.sub(lambda mark: f" {links[mark[0]]}" if mark[0] in links else "", text)


def _links(text: str, told: Raw) -> Iterator[tuple[str, str]]:
    for one in told.get("citations") or ():
        where, begin, end = one.get("metadata") or {}, one.get("start_ix"), one.get("end_ix")
        if isinstance(begin, int) and isinstance(end, int) and where.get("url"):
            yield text[begin:end], link(str(where.get("title") or ""), str(where["url"]))
    for one in told.get("content_references") or ():
        if isinstance(one, dict) and isinstance(one.get("url"), str) and one["url"].startswith("http"):
            yield str(one.get("matched_text")), link(str(one.get("title") or ""), one["url"])


def _canvas(order: str) -> Iterator[str]:
    """A document that was begun or changed, as JSON tells the canvas."""
    try:
        told: Any = json.loads(order)
    except ValueError:
        return
    if not isinstance(told, dict):
        return
    if isinstance(content := told.get("content"), str):
        kind, name = str(told.get("type") or ""), " ".join(str(told.get("name") or "").split())
        yield from ([f"**{name}**"] if name else [])
        yield from _fenced(content, kind.partition("/")[2]) if kind.startswith("code") else (content,)
    for update in told.get("updates") or ():
        if isinstance(update, dict) and isinstance(new := update.get("replacement"), str) and new.strip():
            yield new


def _fenced(text: str, language: str) -> Iterator[str]:
    if not text.strip():
        return
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    named = language if re.fullmatch(r"[\w+#.-]{1,30}", language) and language != "unknown" else ""
    yield f"{fence}{named}\n{text.rstrip()}\n{fence}"


def _trimmed(text: str) -> str:
    return text if len(text) <= OUTPUT else text[: OUTPUT - 2].rstrip() + " …"
