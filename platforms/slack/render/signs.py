"""The characters that decide how Slack reads a text, and what is done so that none of them does harm. Pure.

Inside a `markdown` block Slack still reads its own `<…>` commands; an escaped bracket is shown as the bracket and
not read again (PostHog/posthog#95054, measured in 2026-09). Its parser takes a run of `*` beside a letter of
Korean, Japanese or Chinese for no emphasis, and a run between a sign and such a letter too; a zero-width space in
that place mends it, and nobody sees it (darkgaldragon/slack-markdown-parser, tried in Slack from 2026-03 on).
"""

import re

from platforms.markdown.signs import THIN

_COMMAND = re.compile(
    r"<(?=@[UWB][A-Z0-9]|#[CGD][A-Z0-9]|!(?:channel|here|everyone|group|subteam|date)\b"
    r"|(?:[A-Za-z][A-Za-z0-9+.-]*://|mailto:|tel:)[^\s<>|]*\|)"
)
_ENTITY = re.compile(r"&(?=#?\w+;)")


def as_text(text: str) -> str:
    """Slack's three signs, escaped for a `markdown` block.

    An `&` only where it would begin an entity: elsewhere it stands for itself, and inside of an address Slack does
    not decode it, so that `?a=1&b=2` would lead elsewhere.
    """
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def as_code(text: str) -> str:
    """Code as it is, but for what Slack would take for a command.

    Not escaped, because CommonMark decodes no entity inside of code and Slack's `markdown` block shows code
    literally too (darkgaldragon/slack-markdown-parser 2.5.0): `a &lt; b` would be read so by everybody who sees a
    comparison, a generic type or a tag. Whether `<!channel>` is inert there nobody has written down, so a
    zero-width space makes a word of it. No program has such a thing in it but one that is about Slack.
    """
    return _COMMAND.sub("<" + THIN, text)
