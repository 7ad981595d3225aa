"""Slack's two kinds of text as HTML: Markdown, and its own older one (docs.slack.dev "Formatting message text").

Pure.
"""

import re
from collections.abc import Callable, Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from tests.standins.screen.code import code
from tests.standins.slack.text import unescape

Name = Callable[[str], str]
"""How a person is called, by id."""

_ADDRESS = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:!?)])")
_MENTION = re.compile(r"<@(?P<user>\w+)(?:\|[^>]*)?>|<!(?P<all>channel|here|everyone)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(?P<url>(?:https?|mailto):[^|>]+)(?:\|(?P<label>[^>]*))?>")
_STYLES = ((r"\*", "b"), ("_", "i"), ("~", "s"))


class _Renderer(RendererHTML):
    def fence(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        return code(tokens[idx].content, tokens[idx].info.strip())

    def text(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        """Slack makes a link of an address wherever it stands."""
        words = tokens[idx].content
        if _in_link(tokens[:idx]):
            return escape(words)
        parts = _ADDRESS.split(words)
        return "".join(link(part) if at % 2 else escape(part) for at, part in enumerate(parts))


def _in_link(tokens: Sequence[Token]) -> bool:
    return sum(token.nesting for token in tokens if token.type in ("link_open", "link_close")) > 0


def markdown(text: str) -> str:
    """As a `markdown` block shows it."""
    html = _MARKDOWN.render(text)
    html = re.sub(r"<li>\s*(<p>)?\[([ xX])\] ", _task, html)
    return f'<div class="prose">{html}</div>'


def mrkdwn(text: str, name: Name) -> str:
    """Slack's own: stars are bold, lines stay lines."""
    parts = re.split(r"(```.*?```|`[^`\n]+`)", text, flags=re.DOTALL)
    said = []
    for part in parts:
        if part.startswith("```"):
            said.append(code(unescape(part[3:-3].strip("\n"))))
        elif part.startswith("`"):
            said.append(f"<code>{escape(unescape(part[1:-1]))}</code>")
        else:
            said.append(_line(part, name))
    return f'<div class="prose lines">{"".join(said)}</div>'


def mention(name: str) -> str:
    return f'<span class="mention">@{escape(name)}</span>'


def link(url: str, label: str = "") -> str:
    return f'<a href="{escape(url)}">{escape(label or url)}</a>'


def _line(text: str, name: Name) -> str:
    said, end = [], 0
    for found in re.finditer(f"{_MENTION.pattern}|{_LINK.pattern}", text):
        said.append(_styled(text[end : found.start()]))
        if found["url"]:
            said.append(link(unescape(found["url"]), unescape(found["label"] or "")))
        else:
            said.append(mention(name(found["user"]) if found["user"] else found["all"]))
        end = found.end()
    return "".join([*said, _styled(text[end:])])


def _styled(text: str) -> str:
    html = escape(unescape(text))
    for sign, tag in _STYLES:
        html = re.sub(rf"(?<![\w{sign}]){sign}(\S(?:[^\n]*?\S)?){sign}(?![\w{sign}])", rf"<{tag}>\1</{tag}>", html)
    return re.sub(r"(?m)^&gt; ?(.*)$", r"<blockquote>\1</blockquote>", html)


def _task(found: re.Match[str]) -> str:
    done = " done" if found[2] != " " else ""
    return f'<li class="task{done}"><span class="box"></span>{found[1] or ""}'


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}, renderer_cls=_Renderer)
_MARKDOWN.enable(["strikethrough", "table"])
