"""Code as people see it. Pure."""

import re
from html import escape

_WORDS = """
and as async await break case class const continue def del do elif else except export extends finally for from func
function global if impl import in interface is lambda let match mut new None not null or pass pub raise return self
static struct super switch this throw trait True False true false try type union use var void while with yield
SELECT FROM WHERE ORDER BY GROUP INSERT INTO UPDATE SET DELETE CREATE TABLE JOIN ON AND OR NOT LIMIT echo cd sudo
"""
_CODE = re.compile(
    r"(?P<comment>(?<!\S)(?:#|//|--)(?=\s)[^\n]*|/\*.*?\*/)|(?P<string>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    rf"|(?P<number>\b\d[\d_.]*\b)|(?P<word>\b(?:{'|'.join(_WORDS.split())})\b)|(?P<call>\b[A-Za-z_]\w*(?=\())",
    re.DOTALL,
)


def code(text: str, language: str = "") -> str:
    """With colours where there is a language."""
    shown = _coloured(text) if language else escape(text)
    return f"<pre><code>{shown.rstrip()}</code></pre>\n"


def _coloured(text: str) -> str:
    said, end = [], 0
    for found in _CODE.finditer(text):
        kind = found.lastgroup
        said += [escape(text[end : found.start()]), f'<span class="{kind}">{escape(found[0])}</span>']
        end = found.end()
    return "".join([*said, escape(text[end:])])
