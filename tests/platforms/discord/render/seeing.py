"""How a reader sees a text in Discord: its client's patterns, one after the other, as simple-markdown tries them.

Source: simple-markdown 0.7 (escape, strong, em, u, del, inlineCode, text) and what Discord changed of it, as its
users have written it down; docs.discord.com "Message Formatting" (mentions, emoji, timestamps).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

BLOCKS = {
    "heading": r" *#{1,3}\s+(?P<inside>[^\n]*)",
    "subtext": r" *-# +(?P<below>[^\n]*)",
    "rest": r" *>>> (?P<quoted>[\s\S]*)",
    "quote": r"(?P<quoted> *> [^\n]*(?:\n *> [^\n]*)*\n?)",
    "item": r" *(?:│ )*(?:(?:[-*]|\d+\.) +)+",
}
INLINE = {
    "newline": r"\n",
    "fence": r"```(?:[a-z0-9_+\-.#]+?\n)?\n*(?P<code>[^\n][\s\S]*?)\n*```",
    "escape": r"\\(?P<sign>[^0-9A-Za-z\s])",
    "mention": r"<@[!&]?\d+>|<#\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|</[\w -]+:\d+>|<id:\w+>|@everyone|@here",
    "invitation": r"discord(?:app)?\.(?:gg|com/invite)/\w+",
    "autolink": r"<(?P<bare>[^: >]+:/[^ >]+)>",
    "url": r"(?P<address>https?://[^\s<]+[^<.,:; \"'\]\s])",
    "link": r"\[(?P<inside>(?:\\[\s\S]|`[^`]*`|[^\[\]\\])+)\]\((?P<target>https?://[^\s()]+)\)",
    "strong": r"\*\*(?P<inside>(?:\\[\s\S]|[^\\])+?)\*\*(?!\*)",
    "underline": r"__(?P<inside>(?:\\[\s\S]|[^\\])+?)__(?!_)",
    "em_": r"_(?P<inside>(?:__|\\[\s\S]|[^\\_])+?)_(?![0-9A-Za-z_])",
    "em": r"\*(?=\S)(?P<inside>(?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)",
    "strike": r"~~(?P<inside>[\s\S]+?)~~(?!_)",
    "inline_code": r"(?P<run>`+)(?P<code>[\s\S]*?[^`])(?P=run)(?!`)",
    "spoiler": r"\|\|(?P<inside>[\s\S]+?)\|\|",
    "words": r"(?P<words>[\s\S]+?)(?=[^0-9A-Za-z\s\u00c0-\uffff]|\n|\w+:\S|discord|\Z)",
}


def _compiled(rules: dict[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(rule, re.IGNORECASE)) for name, rule in rules.items()]


ALL = _compiled(BLOCKS | INLINE)
INSIDE = _compiled(INLINE)


@dataclass
class Seen:
    """Of a message."""

    text: str = ""
    rules: list[str] = field(default_factory=list)
    """Which patterns matched."""
    links: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)

    @property
    def letters(self) -> str:
        return letters(self.text)


def letters(text: str) -> str:
    """Without signs, and with numbers above the line as numbers."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum())


def seen(message: str) -> Seen:
    """What a reader sees; links that stand again below a table are links, and no text."""
    found = Seen()
    found.text = "".join(_shown(message, found, begins=True, quoted=False))
    return found


def _shown(text: str, found: Seen, *, begins: bool, quoted: bool) -> Iterator[str]:
    at = 0
    while at < len(text):
        starts = begins and (at == 0 or text[at - 1] == "\n")
        rules = [one for one in ALL if not (quoted and one[0] in ("rest", "quote"))] if starts else INSIDE
        name, match = next((name, match) for name, rule in rules if (match := rule.match(text, at)))
        at = match.end()
        found.rules.append(name)
        yield from _said(name, match, found, quoted=quoted)


def _said(name: str, match: re.Match[str], found: Seen, *, quoted: bool) -> Iterator[str]:
    parts = match.groupdict()
    if name in ("mention", "invitation"):
        found.mentions.append(match[0])
        yield match[0]
    elif address := parts.get("bare") or parts.get("address") or parts.get("target"):
        found.links.append(address)
    if "quoted" in parts:
        inner = re.sub(r"^ *> ?", "", parts["quoted"], flags=re.MULTILINE)
        yield from _shown(inner, found, begins=True, quoted=True)
    if "inside" in parts:
        yield from _shown(parts["inside"], found, begins=False, quoted=quoted)
    if "below" in parts:
        list(_shown(parts["below"], found, begins=False, quoted=quoted))
    for plain in ("code", "sign", "words", "bare", "address"):
        yield parts.get(plain) or ""
