"""An answer that grows is rendered bit by bit: what was sent stays right, and little waits."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from platforms.showing.split import split
from platforms.slack.render import ending, growing, settled, size, streamed
from platforms.slack.render.spans import PATIENCE
from tests.platforms.documents import TORTURE, anything, documents, sentence

unhurried = settings(deadline=None, max_examples=40)
FENCE = "```\n"
"""That ends a table, as soon as a line after it is there, though that may wait itself."""
LONGEST = 240
"""Characters that may wait, in a text without a longer line of code or of a table."""


def test_a_line_of_code_by_its_indentation_is_whole() -> None:
    """Its beginning looks like a word."""
    assert growing("    x =") == ""
    assert growing("    x = 1\n") == "```\nx = 1\n"


@unhurried
@given(anything, st.data())
def test_what_is_settled_stays(markdown: str, data: st.DataObject) -> None:
    """The rendering of a settled beginning is the beginning of every later rendering."""
    lengths = sorted(data.draw(st.lists(st.integers(0, len(markdown)), min_size=1, max_size=12)))
    ends = [settled(markdown[:length]) for length in lengths]
    assert ends == sorted(ends)
    texts = [streamed(markdown[:end]) for end in ends]
    for shorter, longer in zip(texts, [*texts[1:], streamed(markdown)], strict=True):
        assert longer.startswith(shorter)
    grown = [growing(markdown[:length]) for length in lengths]
    for length, text, sent in zip(lengths, texts, grown, strict=True):
        assert streamed(markdown[:length]).startswith(text)
        assert sent in (text, text + FENCE)
    for shorter, longer in zip(grown, [*grown[1:], streamed(markdown)], strict=True):
        assert longer.startswith(shorter)


@unhurried
@given(documents)
@example(TORTURE)
def test_it_flows(markdown: str) -> None:
    """Wherever it is, no more than a line or an open emphasis is held back."""
    for length in range(0, len(markdown), 37):
        assert length - settled(markdown[:length]) <= LONGEST


@settings(deadline=None, max_examples=30)
@given(sentence.map(lambda one: (one + " ") * 40))
def test_a_long_paragraph_flows(markdown: str) -> None:
    """It has no line ends to wait for; not even where one thing after the other is opened and never closed."""
    assert len(markdown) - settled(markdown) <= 2 * PATIENCE + 60


def test_a_text_without_spaces_flows() -> None:
    """Japanese and Chinese have none."""
    text = "日本語には単語の間に空白がありません。" * 40
    assert len(text) - settled(text) <= 60


@pytest.mark.parametrize("code", ['{"key": [1, 2, 3]}, ' * 60, "aGVsbG8" * 200, "<a><!channel>" * 90])
def test_a_long_line_of_code_flows(code: str) -> None:
    """Minified, or a log: it may never end."""
    markdown = f"```json\n{code}"
    whole = streamed(markdown)
    for length in range(10, len(markdown), 41):
        assert length - settled(markdown[:length]) <= LONGEST
        assert whole.startswith(growing(markdown[:length]))
        assert growing(markdown[:length]) == streamed(markdown[: settled(markdown[:length])])


def test_a_fence_is_closed_at_the_end() -> None:
    """In the stream it stays open, since more may come."""
    assert streamed("- ```py\n  x = 1\n") == "- ```py\n  x = 1\n"
    assert ending("- ```py\n  x = 1\n") == "  ```"
    assert ending("- ```py\n  x = 1") == "\n  ```"
    assert ending("```\nx\n```\n") == ""


@unhurried
@given(st.lists(documents, min_size=1, max_size=6).map("\n\n".join), st.sampled_from([400, 1100]))
@example(TORTURE * 4, 11_000)
def test_a_part_fits_when_it_is_rendered(markdown: str, limit: int) -> None:
    """What split() measures covers what rendering adds, but for a twelfth that is kept free."""
    for piece in split(markdown, limit, size):
        assert len((streamed(piece.text) + ending(piece.text)).encode()) <= limit * 13 / 12


@pytest.mark.parametrize(
    "text", ["**굵은** 글씨와 `코드`가 있는 문단입니다. ", "    x = name_of(a)[0]  # why\n", "| a | b |\n"]
)
def test_a_size_is_no_exaggeration(text: str) -> None:
    """Or an answer would come in more parts than it has to."""
    assert size(text * 20) <= 1.35 * len(streamed(text * 20).encode())
