"""The blocks of a message as HTML, by the rules of Block Kit (docs.slack.dev "Blocks", "Block elements"). Pure."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from tests.standins.screen.code import code
from tests.standins.slack.payloads import Payload
from tests.standins.slack.screen.prose import Name, link, markdown, mention, mrkdwn


def drawn(blocks: list[Payload], name: Name) -> str:
    """A block of a kind that is not known here is an error: it would be missing in the pictures."""
    return "\n".join(_BLOCKS[block["type"]](block, name) for block in blocks)


def _markdown(block: Payload, name: Name) -> str:
    return markdown(block["text"])


def _section(block: Payload, name: Name) -> str:
    said = _text(block["text"], name) if "text" in block else ""
    fields = "".join(f"<div>{_text(field, name)}</div>" for field in block.get("fields", ()))
    beside = _element(block["accessory"], name) if "accessory" in block else ""
    return f'<div class="section"><div>{said}<div class="fields">{fields}</div></div>{beside}</div>'


def _header(block: Payload, name: Name) -> str:
    return f'<h2 class="header">{escape(block["text"]["text"])}</h2>'


def _divider(block: Payload, name: Name) -> str:
    return "<hr>"


def _context(block: Payload, name: Name) -> str:
    return f'<div class="context">{"".join(_element(one, name) for one in block["elements"])}</div>'


def _actions(block: Payload, name: Name) -> str:
    return f'<div class="actions">{"".join(_element(one, name) for one in block["elements"])}</div>'


def _image(block: Payload, name: Name) -> str:
    title = escape(block.get("title", {}).get("text", ""))
    return f'<figure><figcaption>{title}</figcaption><div class="image">{escape(block["alt_text"])}</div></figure>'


def _table(block: Payload, name: Name) -> str:
    sides = [column.get("align", "left") for column in block.get("column_settings", ())]
    rows = []
    for number, row in enumerate(block["rows"]):
        tag = "td" if number else "th"
        cells = [
            f'<{tag} class="{sides[at] if at < len(sides) else "left"}">{_cell(cell, name)}</{tag}>'
            for at, cell in enumerate(row)
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<div class="prose"><table>{"".join(rows)}</table></div>'


def _cell(cell: Payload, name: Name) -> str:
    return escape(cell["text"]) if cell["type"] == "raw_text" else _rich_text(cell, name)


def _rich_text(block: Payload, name: Name) -> str:
    return "".join(_RICH[element["type"]](element, name) for element in block["elements"])


def _rich_section(element: Payload, name: Name) -> str:
    return f'<div class="lines">{_inline(element, name)}</div>'


def _rich_list(element: Payload, name: Name) -> str:
    tag = "ol" if element["style"] == "ordered" else "ul"
    items = "".join(f"<li>{_inline(item, name)}</li>" for item in element["elements"])
    start = f' start="{element["offset"] + 1}"' if element.get("offset") else ""
    left = element.get("indent", 0) * 24
    return f'<div class="prose"><{tag}{start} style="margin-left:{left}px">{items}</{tag}></div>'


def _rich_code(element: Payload, name: Name) -> str:
    text = "".join(part.get("text", part.get("url", "")) for part in element["elements"])
    return f'<div class="prose">{code(text, element.get("language", ""))}</div>'


def _rich_quote(element: Payload, name: Name) -> str:
    return f'<div class="prose"><blockquote class="lines">{_inline(element, name)}</blockquote></div>'


def _inline(element: Payload, name: Name) -> str:
    return "".join(_styled(_WORDS[one["type"]](one, name), one.get("style", {})) for one in element["elements"])


def _styled(html: str, style: Mapping[str, bool]) -> str:
    for kind, tag in {"code": "code", "bold": "b", "italic": "i", "strike": "s", "underline": "u"}.items():
        if style.get(kind):
            html = f"<{tag}>{html}</{tag}>"
    return html


def _element(element: Payload, name: Name) -> str:
    match element["type"]:
        case "button":
            style, out = element.get("style", ""), " ↗" if "url" in element else ""
            return f'<span class="button {style}">{escape(element["text"]["text"])}{out}</span>'
        case "image":
            return f'<span class="image small">{escape(element["alt_text"])}</span>'
        case "mrkdwn" | "plain_text":
            return _text(element, name)
        case "overflow":
            return '<span class="button">⋯</span>'
        case "feedback_buttons" | "icon_button":
            return f'<span class="button">{escape(_label(element))}</span>'
        case _:
            return f'<span class="button select">{escape(_label(element))}<i></i></span>'


def _label(element: Payload) -> str:
    """What a menu shows: what is chosen, or what it is for."""
    chosen = element.get("initial_option") or element.get("positive_button") or {}
    text = chosen.get("text") or element.get("placeholder") or element.get("text") or {}
    return str(text.get("text", ""))


def _text(text: Payload, name: Name) -> str:
    if text["type"] == "mrkdwn":
        return mrkdwn(text["text"], name)
    return f'<div class="prose lines">{escape(text["text"])}</div>'


def _task(block: Payload, name: Name) -> str:
    details = _rich_text(block["details"], name) if "details" in block else ""
    return f'<div class="task-card {escape(block.get("status", ""))}">{escape(block["title"])}{details}</div>'


def _plan(block: Payload, name: Name) -> str:
    return f'<div class="plan"><b>{escape(block["title"])}</b>{drawn(block.get("tasks", []), name)}</div>'


Draw = Callable[[Payload, Name], str]

_BLOCKS: dict[str, Draw] = {
    "actions": _actions,
    "context": _context,
    "context_actions": _actions,
    "divider": _divider,
    "header": _header,
    "image": _image,
    "markdown": _markdown,
    "plan": _plan,
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
    "task_card": _task,
}
_RICH: dict[str, Draw] = {
    "rich_text_section": _rich_section,
    "rich_text_list": _rich_list,
    "rich_text_preformatted": _rich_code,
    "rich_text_quote": _rich_quote,
}
_WORDS: dict[str, Draw] = {
    "text": lambda one, _: escape(one["text"]),
    "link": lambda one, _: link(one["url"], one.get("text", "")),
    "user": lambda one, name: mention(name(one["user_id"])),
    "broadcast": lambda one, _: mention(one["range"]),
    "channel": lambda one, _: f'<span class="mention">#{escape(one["channel_id"])}</span>',
    "usergroup": lambda one, _: mention(one["usergroup_id"]),
    "emoji": lambda one, _: escape(f":{one['name']}:"),
    "color": lambda one, _: escape(one["value"]),
    "date": lambda one, _: escape(str(one.get("fallback", one["format"]))),
}

KINDS: frozenset[str] = frozenset(_BLOCKS)


def known(block: Any) -> bool:
    return isinstance(block, Mapping) and block.get("type") in KINDS
