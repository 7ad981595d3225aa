"""Code with colours; only classes, so that no style stands in the page. Pure."""

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token, _TokenType
from pygments.util import ClassNotFound

LONGEST = 50_000
"""Characters that are worth colours."""

KINDS: dict[_TokenType, str] = {
    Comment: "c",
    Keyword: "k",
    Name.Function: "f",
    Name.Class: "f",
    Name.Decorator: "f",
    Name.Tag: "k",
    Name.Attribute: "f",
    Name.Builtin: "b",
    String: "s",
    Number: "n",
    Operator.Word: "k",
}
"""What has a colour, and the class that gives it."""

CLASSES = frozenset(KINDS.values())

_NAME = re.compile(r"[\w+#.-]{1,30}")


def code(text: str, info: str) -> str:
    """A fence; its language is said above it, for people and for whoever copies it."""
    language = _language(info)
    lexer = _lexer(language) if language and len(text) <= LONGEST else None
    shown = "".join(_coloured(text, lexer)) if lexer else escape(text)
    name = f'<span class="language">{escape(language)}</span>' if language else ""
    return f'<div class="code">{name}<pre tabindex="0"><code>{shown.rstrip()}\n</code></pre></div>\n'


def _coloured(text: str, lexer: Lexer) -> Iterator[str]:
    for name, said in groupby(lexer.get_tokens(text), lambda token: _class_of(token[0])):
        shown = escape("".join(word for _, word in said))
        yield f'<span class="{name}">{shown}</span>' if name else shown


@cache
def _class_of(kind: _TokenType) -> str:
    while kind is not Token and kind not in KINDS:
        kind = kind.parent
    return KINDS.get(kind, "")


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _language(info: str) -> str:
    word = (info.split() or [""])[0].lower()
    return word if _NAME.fullmatch(word) else ""
