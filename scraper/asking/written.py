"""Comparing what stands in an editor with what was meant. Pure."""

import unicodedata


def same(written: str, text: str) -> bool:
    return _normal(written) == _normal(text)


def beginning(draft: str, text: str) -> bool:
    """Whether the draft is the text as far as it goes."""
    return _normal(text).startswith(_normal(draft))


def _normal(text: str) -> str:
    """Hard and soft spaces, composed and decomposed letters look alike; an editor may add one last line end."""
    return unicodedata.normalize("NFC", text.replace("\u00a0", " ")).removesuffix("\n")
