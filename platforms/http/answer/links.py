"""The pages of the web that an answer leads to, where a search was asked for. Pure."""

import re
from collections.abc import Iterator

from platforms.http.answer.pieces import Cited

_CODE = re.compile(
    r"^[ ]{0,3}(`{3,}+|~{3,}+)[^\n]*+\n .*? (?: ^[ ]{0,3}\1[`~]*+[ \t]*$ | \Z ) | (`++) .+? (?<!`)\2(?!`)",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
"""Fences and spans: what stands in them is no link."""

_LINK = re.compile(
    r"""(?<![!\\])\[ (?P<label> (?: [^\[\]\\\n] | \\. | \[ [^\[\]\n]* \] )+ ) \]
        \( <? (?P<url> https?:// [^\s()<>]+ (?: \( [^\s()<>]* \) [^\s()<>]* )* ) >?
        (?: \s+ (?: "(?P<quoted>[^"\n]*)" | '(?P<single>[^'\n]*)' ) )? \s* \)""",
    re.VERBOSE,
)


def cited(text: str) -> tuple[Cited, ...]:
    """Each link with its place; its title where it has one, else its label."""
    plain = _CODE.sub(lambda code: " " * len(code.group()), text)
    return tuple(_cited(plain))


def _cited(text: str) -> Iterator[Cited]:
    for link in _LINK.finditer(text):
        title = link["quoted"] or link["single"] or re.sub(r"\\(.)", r"\1", link["label"])
        yield Cited(link["url"], title.strip(), link.start(), link.end())
