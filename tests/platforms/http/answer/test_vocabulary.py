"""Exact counts, where the vocabulary is at hand; and nothing that is loaded from anywhere."""

import logging
from pathlib import Path

import pytest
from tiktoken import Encoding

from platforms.http.answer.limit import Limit
from platforms.http.answer.vocabulary import FOLDER, NAME, Exact, Vocabulary

LETTERS = {bytes([byte]): byte for byte in range(256)}
TINY = Encoding("tiny", pat_str=r"\S+|\s+", mergeable_ranks={**LETTERS, b"ab": 256}, special_tokens={})
"""A vocabulary of bytes, and one pair of letters."""


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the environment says that the vocabulary is."""
    monkeypatch.setenv(FOLDER, str(tmp_path))
    return tmp_path


def test_counts() -> None:
    """At least 1; what looks like a mark of the model's is words."""
    exact = Exact(TINY)
    assert exact.count("") == 1
    assert exact.count("abab ab") == 4
    assert exact.count("한") == 3
    assert exact.count("<|endoftext|>") == 13


def test_a_long_text_is_counted_in_slices() -> None:
    assert Exact(TINY).count("ab" * 150_000) == 150_000


@pytest.mark.parametrize(
    ("text", "most", "beginning"),
    [("ababab", 2, "abab"), ("한국", 4, "한"), ("한국", 2, ""), ("ab", 9, "ab")],
)
def test_where_it_has_to_end(text: str, most: int, beginning: str) -> None:
    """Never within a character."""
    assert Exact(TINY).beginning(text, most) == beginning


def test_a_limit_of_exact_tokens() -> None:
    limit = Limit(3, Exact(TINY))
    assert limit.within("ababab") is None
    assert limit.within("abababa") == "ababab"


async def test_without_the_file_it_is_estimated(caplog: pytest.LogCaptureFixture, folder: Path) -> None:
    """And said why: nobody would look for it in a number."""
    vocabulary = Vocabulary(None)
    await vocabulary.load()
    assert vocabulary.counting.how == "estimated"
    assert NAME in caplog.text


async def test_another_file_is_not_taken_for_it(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """tiktoken would throw it away and load another."""
    (tmp_path / "mine").mkdir()
    file = tmp_path / "mine" / NAME
    file.write_text("IQ== 0\n")
    vocabulary = Vocabulary(tmp_path / "mine")
    await vocabulary.load()
    assert vocabulary.counting.how == "estimated"
    assert "not the vocabulary that it should be" in caplog.text
    assert file.exists()


async def test_where_nobody_says_anything_nothing_is_said(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FOLDER)
    with caplog.at_level(logging.INFO):
        await Vocabulary(None).load()
    assert not caplog.records
