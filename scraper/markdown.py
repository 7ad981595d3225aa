"""ChatGPT's Markdown source, made into Markdown that others can read. Pure."""

import re

# Citations and the like are written between private characters and mean nothing outside the page:
# U+E200 kind U+E202 reference … U+E201 (observed 2026-08).
_MARK = re.compile("\ue200[^\ue201]*\ue201")
_BEGINNING = re.compile("\ue200[^\ue201]*$")
_STRAY = re.compile("[\ue203\ue204\ue206]")


def cleaned(source: str) -> str:
    """Without the page's private marks, also one of which only the beginning has arrived."""
    if "\ue200" not in source and not _STRAY.search(source):
        return source
    return _STRAY.sub("", _BEGINNING.sub("", _MARK.sub("", source)))
