"""Markdown as Slack keeps it: blocks of its own making, without the marks.

Source: docs.slack.dev "Markdown block" (it "may result in multiple blocks", and its block_id is not kept). Which
blocks exactly is not documented: assumed are those that Slack's own editor makes.
"""

from collections.abc import Iterator
from itertools import takewhile

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from .payloads import Payload

READER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
STYLES = {"strong": "bold", "em": "italic", "s": "strike", "code_inline": "code"}
DEEPEST = 8


def kept(text: str) -> list[Payload]:
    """The blocks; what belongs together is one rich_text."""
    blocks: list[Payload] = []
    for block in _blocks(SyntaxTreeNode(READER.parse(text)), 0):
        if block["type"].startswith("rich_text_"):
            if not blocks or blocks[-1]["type"] != "rich_text":
                blocks.append({"type": "rich_text", "elements": []})
            _add(blocks[-1]["elements"], block)
        else:
            blocks.append(block)
    return blocks


def _add(elements: list[Payload], block: Payload) -> None:
    last = elements[-1] if elements else {}
    if block["type"] == "rich_text_list" and all(
        last.get(key) == block[key] for key in ("type", "style", "indent")
    ):
        last["elements"] += block["elements"]
    else:
        elements.append(block)


def _blocks(of: SyntaxTreeNode, depth: int) -> Iterator[Payload]:
    for node in of.children:
        match node.type:
            case "paragraph":
                yield _section(_inline(node, {}))
            case "heading":
                yield _section(_inline(node, {"bold": True}))
            case "hr":
                yield {"type": "divider"}
            case "fence" | "code_block":
                code = [{"type": "text", "text": node.content}] if node.content else []
                language = {"language": node.info.split()[0]} if node.type == "fence" and node.info.split() else {}
                yield {"type": "rich_text_preformatted", "elements": code, "border": 0, **language}
            case "blockquote":
                yield {"type": "rich_text_quote", "elements": _joined([*_blocks(node, depth)])}
            case "bullet_list" | "ordered_list":
                yield from _list(node, depth)
            case "table":
                yield {"type": "table", "rows": [*_rows(node)]}
            case _:
                yield _section([{"type": "text", "text": node.content}])


def _section(elements: list[Payload]) -> Payload:
    return {"type": "rich_text_section", "elements": elements}


def _joined(blocks: list[Payload]) -> list[Payload]:
    """What stands in several blocks, in one line after the other; tables and rules have no place there."""
    elements: list[Payload] = []
    for block in blocks:
        if elements:
            elements.append({"type": "text", "text": "\n"})
        inner = block.get("elements", [])
        nested = bool(inner) and inner[0]["type"] == "rich_text_section"
        elements += _joined(inner) if nested else inner
    return elements


def _list(of: SyntaxTreeNode, depth: int) -> Iterator[Payload]:
    """One list an item; `kept` puts those together that follow each other."""
    style = "bullet" if of.type == "bullet_list" else "ordered"
    for number, item in enumerate(of.children):
        inside = [*_blocks(item, depth + 1)]
        own = [*takewhile(lambda block: block["type"] == "rich_text_section", inside)]
        one = {"type": "rich_text_list", "style": style, "elements": [_section(_joined(own))]}
        yield one | {"indent": min(depth, DEEPEST), "offset": number if style == "ordered" else 0, "border": 0}
        yield from inside[len(own) :]


def _rows(of: SyntaxTreeNode) -> Iterator[list[Payload]]:
    for part in of.children:
        for row in part.children:
            yield [{"type": "rich_text", "elements": [_section(_inline(cell, {}))]} for cell in row.children]


def _inline(of: SyntaxTreeNode, style: dict[str, bool]) -> list[Payload]:
    elements: list[Payload] = []
    for node in of.children:
        match node.type:
            case "inline":
                elements += _inline(node, style)
            case "strong" | "em" | "s":
                elements += _inline(node, style | {STYLES[node.type]: True})
            case "code_inline":
                elements.append(_text(node.content, style | {"code": True}))
            case "softbreak" | "hardbreak":
                elements.append(_text("\n", {}))
            case "link" | "image":
                label = "".join(one.get("text", "") for one in _inline(node, {})) or node.content
                url = str(node.attrs.get("href") or node.attrs.get("src"))
                elements.append({"type": "link", "url": url, "text": label} | ({"style": style} if style else {}))
            case _:
                elements += [_text(node.content, style)] if node.content else []
    return elements


def _text(text: str, style: dict[str, bool]) -> Payload:
    return {"type": "text", "text": text} | ({"style": style} if style else {})
