"""LaTeX → MathML, which browsers show without a script. Pure."""

import re
from functools import lru_cache
from html import escape

from latex2mathml.converter import convert

LONGEST = 2_000
"""Characters; a longer formula is shown as it is written."""

DEEPEST = 60
"""Brackets in brackets."""

_ALIGNED = re.compile(r"\\(begin|end)\{(?:align(?:ed|at)?|split|gather(?:ed)?|equation)(\*?)\}")
_REPEATED = re.compile(r"\\(?:tag|label)\{[^{}]*\}|\\(?:notag|nonumber)\b")


@lru_cache(512)
def maths(latex: str, *, alone: bool = False) -> str:
    """Not cleaned yet. What can't be read is code, as its author wrote it."""
    if len(latex) > LONGEST or _depth(latex) > DEEPEST:
        return _as_written(latex, alone=alone)
    try:
        return convert(_plainer(latex), display="block" if alone else "inline")
    except Exception:  # of somebody else's parser, which has many names for what it does not understand
        return _as_written(latex, alone=alone)


def _plainer(latex: str) -> str:
    """In the words that the converter knows."""
    aligned = _ALIGNED.sub(lambda found: rf"\{found[1]}{{array}}" + ("{rl}" if found[1] == "begin" else ""), latex)
    return _REPEATED.sub("", aligned)


def _depth(latex: str) -> int:
    deepest = depth = 0
    for sign in latex:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return max(deepest, latex.count("\\left"))


def _as_written(latex: str, *, alone: bool) -> str:
    code = f"<code>{escape(latex)}</code>"
    return f"<pre>{code}</pre>" if alone else code
