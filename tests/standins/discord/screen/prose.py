"""Discord's Markdown as HTML: read by patterns and line by line, with no tables, rules or pictures. Pure.

Source: support.discord.com "Markdown Text 101", docs.discord.com "Message Formatting", seen 2026-09.
"""

import re
from collections.abc import Callable, Iterator
from html import escape

from tests.standins.screen.code import code

Name = Callable[[int], str]
"""How a person or a channel is called, by id."""

_FENCE = re.compile(r"```(?:(?P<language>[\w+\-.#]+)\n)?\n*(?P<code>.*?[^\n].*?|[^`]+?)\n*```", re.DOTALL)
_INLINE = re.compile(
    r"\\(?P<sign>[^0-9A-Za-z\s])"
    r"|(?P<ticks>`+)(?P<code>.*?[^`])(?P=ticks)(?!`)"
    r"|\[(?P<label>[^\]\n]+)\]\(<?(?P<url>https?://[^\s)>]+)>?(?: \"[^\"]*\")?\)"
    r"|<(?P<bare>https?://[^\s>]+)>|(?P<address>https?://[^\s<>]*[^\s<>.,;:!?)])"
    r"|<@!?(?P<user>\d+)>|<#(?P<channel>\d+)>"
    r"|\*\*(?P<strong>(?:\\.|[^\\])+?)\*\*(?!\*)"
    r"|__(?P<u>(?:\\.|[^\\])+?)__(?!_)"
    r"|~~(?P<s>(?:\\.|[^\\])+?)~~(?!_)"
    r"|\|\|(?P<hidden>(?:\\.|[^\\])+?)\|\|"
    r"|\*(?=\S)(?P<em>(?:\*\*|\\.|\s+(?:[^*\s]|\*\*)|[^\s*\\])+?)\*(?!\*)"
    r"|\b_(?P<low>(?:__|\\.|[^\\_])+?)_\b",
    re.DOTALL,
)
_OURS = re.compile(r"https://discord\.com/channels/(?:\d+|@me)/(\d+)(?:/\d+)?")
"""A message or a channel of Discord itself."""

_HEADING = re.compile(r"(#{1,3}) +(.+)")
_SMALL = re.compile(r"-# +(.+)")
_ITEM = re.compile(r"( *)(?:([-*])|(\d+)\.) +(.+)")
_QUOTE = re.compile(r"> (.*)")
_STYLES = {"strong": "strong", "u": "u", "s": "s", "em": "em", "low": "em"}


def shown(text: str, name: Name) -> str:
    """As Discord shows a message."""
    said, end = [], 0
    for found in _FENCE.finditer(text):
        said += [_lines(text[end : found.start()], name), code(found["code"], found["language"] or "")]
        end = found.end()
    return f'<div class="prose">{"".join([*said, _lines(text[end:], name)])}</div>'


def _lines(text: str, name: Name) -> str:
    """A block behind a block; the line end before and behind one is part of it."""
    return "".join(_blocks(text.strip("\n").split("\n"), name)) if text.strip("\n") else ""


def _blocks(lines: list[str], name: Name) -> Iterator[str]:
    """Of a text without fences. Lines stay lines."""
    while lines:
        line = lines.pop(0)
        if line.startswith(">>> "):
            yield _quoted([line[4:], *lines], name)
            return
        if found := _QUOTE.fullmatch(line):
            quoted = [found[1]]
            while lines and (found := _QUOTE.fullmatch(lines[0])):
                quoted.append(found[1])
                lines.pop(0)
            yield _quoted(quoted, name)
        elif found := _HEADING.fullmatch(line):
            level = len(found[1])
            yield f"<h{level}>{inline(found[2], name)}</h{level}>"
        elif found := _SMALL.fullmatch(line):
            yield f"<small>{inline(found[1], name)}</small>"
        elif found := _ITEM.fullmatch(line):
            yield _item(found, name)
        else:
            plain = [line]
            while lines and not _begins_block(lines[0]):
                plain.append(lines.pop(0))
            words = inline("\n".join(plain), name)
            yield f'<div class="lines">{words or "&nbsp;"}</div>'


def _quoted(lines: list[str], name: Name) -> str:
    inner = _lines("\n".join(lines), name)
    return f"<blockquote>{inner}</blockquote>"


def _begins_block(line: str) -> bool:
    return line.startswith(">>> ") or any(one.fullmatch(line) for one in (_QUOTE, _HEADING, _SMALL, _ITEM))


def _item(found: re.Match[str], name: Name) -> str:
    """Two spaces are a level."""
    depth, number = len(found[1]) // 2, found[3]
    mark = f"{number}." if number else ("◦" if depth else "•")
    return (
        f'<div class="item" style="margin-left:{22 * depth}px"><i>{mark}</i>'
        f"<div>{inline(found[4], name)}</div></div>"
    )


def inline(text: str, name: Name) -> str:
    said, end = [], 0
    for found in _INLINE.finditer(text):
        said += [escape(text[end : found.start()]), _piece(found, name)]
        end = found.end()
    return "".join([*said, escape(text[end:])])


def _piece(found: re.Match[str], name: Name) -> str:
    for group, tag in _STYLES.items():
        if found[group] is not None:
            return f"<{tag}>{inline(found[group], name)}</{tag}>"
    if found["sign"]:
        return escape(found["sign"])
    if found["code"]:
        return f"<code>{escape(found['code'].strip())}</code>"
    if found["label"]:
        return f'<a href="{escape(found["url"])}">{inline(found["label"], name)}</a>'
    if found["hidden"]:
        return f'<span class="hidden">{inline(found["hidden"], name)}</span>'
    if found["user"]:
        return mention(f"@{name(int(found['user']))}")
    if found["channel"]:
        return mention(f"# {name(int(found['channel']))}")
    address = found["bare"] or found["address"]
    if place := _OURS.fullmatch(address):
        return mention(f"# {name(int(place[1]))} › …")
    return f'<a href="{escape(address)}">{escape(address)}</a>'


def mention(text: str) -> str:
    return f'<span class="mention">{escape(text)}</span>'
