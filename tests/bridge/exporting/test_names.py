"""Names that every system takes, and what is called after a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.exporting.names import LONGEST, file_name, numbered, safe
from bridge.exporting.title import title_of


@given(st.text(max_size=300))
def test_a_name_is_taken_everywhere(name: str) -> None:
    """Whatever people call their chats: nothing that Windows or Obsidian refuses, never a path, never empty."""
    made = safe(name)
    assert made
    assert len(made.encode()) <= LONGEST + 1
    assert not set(made) & set('<>:"/\\|?*#^[]%\n\t\0')
    assert made[-1] not in " ."
    assert made not in ("..", ".")
    assert safe(made) == made


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("망고 파이: 왜?", "망고 파이 왜"),
        ("..", "_"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("a/../../b", "a .. .. b"),
        ("\u1100\u1161", "가"),
    ],
)
def test_it_stays_readable(name: str, made: str) -> None:
    """Words stay words; what a Mac writes in pieces is one letter."""
    assert safe(name) == made


def test_a_file_keeps_its_kind() -> None:
    """However long its name is."""
    assert file_name("그림" * 100 + ".png").endswith(".png")
    assert len(file_name("그림" * 100 + ".png").encode()) <= LONGEST
    assert file_name("../etc/passwd") == ".. etc passwd".lstrip(".").strip()
    assert numbered("a.png", 2) == "a (2).png"
    assert numbered("LICENSE", 2) == "LICENSE (2)"


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("What is a monad?", "What is a monad?"),
        ("\n\n# Heading\nmore", "Heading"),
        ("", ""),
        ("word " * 40, ("word " * 11).strip() + "…"),
    ],
)
def test_a_question_gives_a_title(question: str, title: str) -> None:
    """Its first words."""
    assert title_of(question) == title
