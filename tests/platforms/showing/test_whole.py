"""The name of the file with a whole answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.showing.whole import LONGEST, named


@pytest.mark.parametrize(
    ("markdown", "name"),
    [
        ("# Why the sky is blue\n\nBecause.", "Why-the-sky-is-blue.md"),
        ("Well.\n\n## 하늘이 **파란** 이유 ##\n", "하늘이-파란-이유.md"),
        ("First words, then more of them.", "First-words-then-more-of-them.md"),
        ("```sh\n# no heading\n```\nText.", "Text.md"),
        ("…!", "answer.md"),
        ("", "answer.md"),
        ("x" * 100, "x" * LONGEST + ".md"),
        ("../../etc/passwd\0", "etc-passwd.md"),
    ],
)
def test_the_heading_or_the_first_words(markdown: str, name: str) -> None:
    assert named(markdown) == name


@given(st.text())
def test_any_text_gives_a_name(markdown: str) -> None:
    """Without signs that mean something in a path."""
    name = named(markdown)
    assert name.endswith(".md")
    assert len(name) <= LONGEST + 3
    assert not set(name[:-3]) & set('./\\:*?"<>| \n\0')
