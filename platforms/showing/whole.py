"""The name of the file that holds a whole answer: its heading, or the words that it begins with; pure."""

import re

LONGEST = 60
"""Characters, without the ending."""

_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_FENCED = re.compile(r"^([`~]{3,})[^\n]*\n.*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)


def named(markdown: str) -> str:
    """What every system and chat takes as a name: letters of any script, digits, and lines between them."""
    prose = _FENCED.sub("", markdown)
    heading = _HEADING.search(prose)
    words = re.findall(r"\w+", heading[1] if heading else prose)
    name = ""
    for word in words:
        if name and len(name) + 1 + len(word) > LONGEST:
            break
        name = f"{name}-{word}" if name else word[:LONGEST]
    return f"{name or 'answer'}.md"
