"""Comparing what stands in an editor with what was meant. Pure."""

import unicodedata


def same(written: str, text: str) -> bool:
    return _normal(written) == _normal(text)


def beginning(draft: str, text: str) -> bool:
    """Whether the draft is the text as far as it goes."""
    return _normal(text).startswith(_normal(draft))


def carries(sent: str, text: str) -> bool:
    """Whether the text is in what was sent: as it was, escaped, cut, or with somebody's words besides."""
    there, ours = _bare(sent), _bare(text)
    return ours in there or bool(there and ours.startswith(there))


def _bare(text: str) -> str:
    return "".join(letter for letter in _normal(text) if letter.isalnum())


def _normal(text: str) -> str:
    """Hard and soft spaces, composed and decomposed letters look alike; an editor may add one last line end."""
    return unicodedata.normalize("NFC", text.replace("\u00a0", " ")).removesuffix("\n")
