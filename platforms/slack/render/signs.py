"""The characters that decide how Slack reads a text, and what is done so that none of them does harm. Pure.

Inside a `markdown` block Slack still reads its own `<…>` commands; an escaped bracket is shown as the bracket and
not read again (PostHog/posthog#95054, measured in 2026-09). Its parser takes a run of `*` beside a letter of
Korean, Japanese or Chinese for no emphasis, and a run between a sign and such a letter too; a zero-width space in
that place mends it, and nobody sees it (darkgaldragon/slack-markdown-parser, tried in Slack from 2026-03 on).
"""

import re
import string
import unicodedata

THIN = "\u200b"
"""A zero-width space: it separates, and shows nothing."""

_COMMAND = re.compile(
    r"<(?=@[UWB][A-Z0-9]|#[CGD][A-Z0-9]|!(?:channel|here|everyone|group|subteam|date)\b"
    r"|(?:[A-Za-z][A-Za-z0-9+.-]*://|mailto:|tel:)[^\s<>|]*\|)"
)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BREAKS_OUT = re.compile(r"[\s<>|()\\\x00-\x1f]")
_LIVE = ("http://", "https://", "mailto:", "tel:")


def is_space(sign: str) -> bool:
    return not sign or sign.isspace()


def is_sign(sign: str) -> bool:
    """Punctuation or a symbol, as CommonMark understands it."""
    return bool(sign) and (sign in string.punctuation or unicodedata.category(sign)[0] in "PS")


def is_wide_letter(sign: str) -> bool:
    """A letter of a language that puts no space between words, or hangs its particles on them."""
    return bool(sign) and unicodedata.east_asian_width(sign) in "WF" and not is_sign(sign)


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


def live(address: str) -> str:
    """An address that may be a link, with nothing in it that could end it; "" for one that leads nowhere."""
    if not address.lower().startswith(_LIVE):
        return ""
    return _BREAKS_OUT.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), address)
