"""ChatGPT's Markdown, as Discord shows it well. Pure.

Discord reads its own Markdown, by patterns and line by line: no tables, rules, images, footnotes, maths, HTML nor
entities, headings of three levels, quotes of one, `__` underlines, `||` hides, `<@…>` is a person.

signs      what Discord reads its own way, and how that is made harmless
source     what ChatGPT writes for a browser: HTML, footnotes
ink        the words of a paragraph, written again
tables     columns in a fixed font
reader     line by line, what is written for it
measure    what a text may come to

Source: docs.discord.com "Message Formatting", support.discord.com "Markdown Text 101", seen 2026-09.
"""

from platforms.discord.render.measure import size
from platforms.discord.render.reader import Reader

__all__ = ["LONGEST", "rendered", "size"]

LONGEST = 2_000
"""What a message takes."""


def rendered(markdown: str) -> str:
    """`markdown` as cut by platforms/showing/split with `size`; no longer than a message."""
    for padded in (True, False):
        text = Reader(markdown, padded=padded).text()
        if len(text.encode("utf-16-le")) // 2 <= LONGEST:
            return text
    return markdown  # signs without end: they are shown as they are
