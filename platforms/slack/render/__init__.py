"""ChatGPT's Markdown, as Slack shows it well. Pure.

signs      what Slack reads its own way, and how that is made harmless
ink        the tree → Slack's Markdown
spans      where a paragraph that is still growing can be cut
paragraph  … and its lines, as far as they are there
boxes      fences, the answer's own and ours
reader     line by line, what is said for good
tables     Slack's table block, or columns in a fixed font
blocks     a part of an answer as the blocks of one message
"""

from platforms.slack.render.blocks import Block, blocks
from platforms.slack.render.reader import Reader
from platforms.slack.render.text import fallback, size

__all__ = ["Block", "blocks", "ending", "fallback", "growing", "settled", "size", "streamed"]


def streamed(markdown: str) -> str:
    """Slack's Markdown, for `markdown_text`.

    For a text that is settled it is the beginning of what it is for every longer one; a fence that is open at its
    end stays open (`ending`).
    """
    return "".join(said.text for said in Reader(markdown).said())


def settled(markdown: str) -> int:
    """How many characters of a text that is still growing can be rendered for good."""
    end = 0
    for said in Reader(markdown, whole=False).said():
        end = said.end
    return end


def growing(markdown: str) -> str:
    """So much of it: `streamed`, of what is settled, and the fence that is known to end there."""
    return "".join(said.text for said in Reader(markdown, whole=False).said())


def ending(markdown: str) -> str:
    """What closes the fence that is open at the end of what is `streamed`; "" where none is."""
    reader = Reader(markdown)
    return reader.ending("".join(said.text for said in reader.said()))
