import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from platforms.showing.split import LEAST, RESERVE, Piece, split

Size = Callable[[str], int]
unhurried = settings(deadline=None)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def slack(text: str) -> int:
    """Bytes, counted as Slack counts them: after escaping."""
    for sign, escaped in ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"):
        text = text.replace(sign, escaped)
    return len(text.encode("utf-8", "surrogatepass"))


sizes = st.sampled_from([len, utf16, slack])
limits = st.integers(LEAST, 300)
clusters = [
    "가",
    " \u0308",
    "ㅎ",
    "👍🏽",
    "👩‍👩‍👧‍👦",
    "🇰🇷",
    "e\u0301",
    "\u1112\u1161\u11ab",
    "❤️",
    "\r\n",
    "ﾊﾟ",
    "🏴\U000e0067\U000e007f",
]
signs = st.text(st.sampled_from("`~>-*#|.1 \t\r\nab&<é가🦀\u0301\u200d\U0001f1f0"), max_size=40)
LINES = """
```¦```py¦````md¦~~~¦~~~~ sh¦   ```¦    ```js¦> ```py¦> ~~~¦> code¦>> ```¦- ```sh¦1. ```¦`code`¦```inline```
# heading¦- item¦  more of the item¦10. item¦| a | b |¦|---|---|¦| 1 | 2 |¦---¦~~~ `tilde` ~~~¦```py `no fence
text of a paragraph. Another sentence.¦안녕하세요. 반갑습니다!¦def f(): return "a & b" < c¦# a comment in code
"quote"¦한국어입니다。日本語です。¦xxxxxxxxxxxxxxxxxxxx
"""
lines = st.sampled_from(LINES.replace("\n", "¦").split("¦"))
pieces_of_text = st.one_of(
    st.tuples(lines, st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r", " \n\n\n"])).map("".join),
    signs,
    st.sampled_from(clusters),
    st.tuples(st.sampled_from([" ", "\n", "x", "`", "~", "가", "> ", "\u0301", "word "]), st.integers(1, 150)).map(
        lambda run: run[0] * run[1]
    ),
)
markdown = st.lists(pieces_of_text, max_size=40).map("".join)


def closed(text: str, limit: int, size: Size) -> list[Piece]:
    return split(text, limit, size)[:-1]


@unhurried
@given(text=markdown, limit=limits, size=sizes)
@example("```\n" + "x" * 300, LEAST, len)
def test_nothing_is_lost_and_every_part_fits(text: str, limit: int, size: Size) -> None:
    """The slices joined are the answer, and no posted text is over the limit."""
    pieces = split(text, limit, size)
    assert [piece.start for piece in pieces] + [len(text)] == [0] + [piece.end for piece in pieces]
    assert all(piece.start < piece.end for piece in pieces)
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    assert all(size(piece.text) <= limit for piece in pieces)


@unhurried
@given(text=markdown, limit=limits, size=sizes)
def test_only_fence_lines_are_added(text: str, limit: int, size: Size) -> None:
    """Without the line before it and the line behind it, a posted text is its slice."""
    before = ""
    for piece in split(text, limit, size):
        body = text[piece.start : piece.end]
        assert piece.text.startswith(before + body)
        added = piece.text.removeprefix(before + body)
        assert bool(added) == bool(piece.reopen)
        if added:
            assert added.startswith("\n") != body.endswith(("\n", "\r"))
            assert re.fullmatch(r"\n?[ \t>]*(`{3,}|~{3,})", added)
            assert piece.reopen.startswith(added.removeprefix("\n"))
            assert re.fullmatch(r"[^\n]+\n[ \t>]*", piece.reopen)
        before = piece.reopen


@unhurried
@given(text=markdown, limit=limits, size=sizes, data=st.data())
def test_a_closed_piece_never_changes(text: str, limit: int, size: Size, data: st.DataObject) -> None:
    """Whatever comes later; what has been posted is not reshaped."""
    whole = split(text, limit, size)
    for shorter in data.draw(st.lists(st.integers(0, len(text)), max_size=20)):
        before = closed(text[:shorter], limit, size)
        assert before == whole[: len(before)]


@unhurried
@given(text=markdown, size=sizes)
@example("x" * 60 + "\n```" + "`" * 200, len)
@example("```" + "`" * 40 + "\n" + "x" * 100, len)
@example("word " * 7 + "word\n- " + "x" * 22 + "\n# heading", len)
@example(" " * 60 + "```\ncode", len)
@example("x" * 45 + "\n> ```py\n> a\nb\r\n\r\n" + "y" * 50, len)
def test_a_closed_piece_never_changes_at_any_character(text: str, size: Size) -> None:
    """The same for a text that grows by single characters, and for the short way over `after`."""
    grown: list[Piece] = []
    for length in range(min(len(text), 250) + 1):
        now = split(text[:length], LEAST, size, after=grown[:-1])
        assert now[: len(grown) - 1] == grown[:-1]
        assert now == split(text[:length], LEAST, size)
        grown = now


@unhurried
@given(text=markdown, limit=limits, size=sizes)
@example("\n" * 14 + "# " + "x" * 100, LEAST, len)
@example("x" * 64 + "\n\n", LEAST, len)
def test_no_part_is_blank(text: str, limit: int, size: Size) -> None:
    """Platforms refuse a message of nothing but white space."""
    text = re.sub(r"(\s{14})\s+", r"\1", text)
    assume(text.strip())
    assert all(text[piece.start : piece.end].strip() for piece in split(text, limit, size))


@unhurried
@given(parts=st.lists(st.sampled_from(clusters), min_size=30, max_size=150), size=sizes)
def test_what_looks_like_one_character_stays_one(parts: list[str], size: Size) -> None:
    """Families, flags, skin tones, jamo and accents are never torn apart, nor is a line ending."""
    text, borders, at = "".join(parts), {0}, 0
    for part in parts:
        borders.add(at := at + len(part))
    assert {piece.end for piece in split(text, LEAST * 2, size)} <= borders


@pytest.mark.parametrize("cluster", clusters)
@pytest.mark.parametrize("limit", range(LEAST, LEAST + 12))
def test_a_long_row_of_characters(cluster: str, limit: int) -> None:
    """The same where there is nothing else to cut at."""
    assert all(piece.end % len(cluster) == 0 for piece in split(cluster * 100, limit))


code = st.lists(
    st.sampled_from(
        ["x = 1", "", "    return y", "# comment", "- a: b", "| not | table", "~~~", "  ``` ``", "가나다", "z" * 90]
    ),
    max_size=30,
).map(lambda rows: "".join(row + "\n" for row in rows))
fenced = st.tuples(st.sampled_from(["```", "````", "~~~~"]), st.sampled_from(["", "py", "c++ title=x"]), code)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Well-formed: paragraphs, lists and closed fences."""
    blocks = [
        draw(
            st.one_of(
                st.sampled_from(
                    ["A paragraph. It has two sentences.", "# Title", "- one\n- two", "| a |\n|---|\n| b |"]
                ),
                fenced.map(lambda it: f"{it[0]}{it[1]}\n{it[2]}{it[0]}"),
            )
        )
        for _ in range(draw(st.integers(1, 8)))
    ]
    return "\n\n".join(blocks) + "\n"


def code_blocks(text: str) -> list[tuple[str, str]]:
    """Language and content of each fence, as a CommonMark parser sees it."""
    return [(token.info.strip(), token.content) for token in MarkdownIt().parse(text) if token.type == "fence"]


def rejoined(text: str, pieces: list[Piece]) -> Iterator[tuple[str, str]]:
    """The fences of all parts; what was cut is put together again."""
    open_block: tuple[str, str] | None = None
    for piece in pieces:
        blocks = code_blocks(piece.text)
        if open_block:
            assert blocks[0][0] == open_block[0], "the language was lost"
            blocks[0] = (open_block[0], open_block[1] + blocks[0][1])
        open_block = blocks.pop() if piece.reopen else None
        if open_block and text[piece.end - 1] != "\n":
            open_block = (open_block[0], open_block[1].removesuffix("\n"))
        yield from blocks
    assert open_block is None


@unhurried
@given(text=documents(), limit=limits, size=sizes)
def test_code_and_its_language_survive(text: str, limit: int, size: Size) -> None:
    """Read part by part by another parser, the code is what it was in the whole answer."""
    assert list(rejoined(text, split(text, limit, size))) == code_blocks(text)


def measured(text: str, limit: int) -> int:
    """How many characters are measured to split `text`."""
    count = 0

    def size(part: str) -> int:
        nonlocal count
        count += len(part)
        return len(part)

    split(text, limit, size)
    return count


@pytest.mark.parametrize(
    "text", ["word " * 9, "x" * 50, "```py\nx = 1\n```\n", "- item\n", "> ```\n> x\n\n", "\n \n"]
)
def test_the_work_grows_with_the_text_only(text: str) -> None:
    """A text of twice the length costs about twice as much, not four times."""
    assert measured(text * 2000, 500) <= 2.5 * measured(text * 1000, 500)


def parts(text: str, limit: int) -> list[str]:
    return [piece.text for piece in split(text, limit)]


def test_an_answer_that_fits_is_one_part() -> None:
    """To the last character, as long as there is no fence to close."""
    assert parts("x" * 2000, 2000) == ["x" * 2000]
    assert parts("", 2000) == []


def test_a_fence_is_closed_and_opened_again() -> None:
    """With its language, and so that both parts are code."""
    rows = [f"line {number}\n" for number in range(12)]
    first, second = parts("```python\n" + "".join(rows) + "```\n", 120)
    assert first == "```python\n" + "".join(rows[:11]) + "```"
    assert second == "```python\n" + "".join(rows[11:]) + "```\n"


@pytest.mark.parametrize(
    ("opening", "again", "closing"),
    [
        ("~~~~ sh", "~~~~ sh", "~~~~"),
        ("- ```py", "  ```py", "  ```"),
        ("   3. ```", "      ```", "      ```"),
        ("> ```py", "> ```py", "> ```"),
        ("    ```py", "    ```py", "    ```"),
        ("```" + "l" * 60, "```", "```"),
    ],
)
def test_fences_of_every_kind(opening: str, again: str, closing: str) -> None:
    """Tildes, lists, quotes, indented; and an info string that would fill the part is left out the second time."""
    quote = "> " if ">" in opening else ""
    first, second, *_ = parts(f"{opening}\n" + f"{quote}code\n" * 40, 130)
    assert first.startswith(opening + "\n")
    assert first.endswith("\n" + closing)
    assert second.startswith(f"{again}\n{quote}code\n")


def test_a_longer_fence_holds_shorter_ones() -> None:
    """Markdown about Markdown stays inside its outer fence."""
    text = "````md\n" + "> ````\n```py\nx = 1\n```\n" * 10 + "````\n"
    pieces = split(text, 110)
    assert all(piece.reopen == "````md\n" for piece in pieces[:-1])
    assert list(rejoined(text, pieces)) == code_blocks(text)


def test_inline_code_with_three_backticks_is_no_fence() -> None:
    """Nothing is added where nothing was open."""
    text = "```inline``` and text. " * 20
    assert "".join(parts(text, 100)) == text


def test_a_quoted_fence_ends_with_its_quote() -> None:
    """What follows the quote is not code."""
    text = "> ```py\n> x = 1\n\n" + "Words of a paragraph. " * 20
    assert "".join(parts(text, 100)) == text
    text = "> ```py\n> x = 1\n~~~c\n" + "x = 1\n" * 40 + "~~~\n"
    assert list(rejoined(text, split(text, 100))) == code_blocks(text)


def test_a_line_cut_in_a_quoted_fence_stays_in_the_quote() -> None:
    """The quote mark comes again too."""
    _, second, *_ = parts("> ```\n> " + "x" * 200 + "\n> ```\n", 100)
    assert second.startswith("> ```\n> xxx")


def test_whole_blocks_before_full_parts() -> None:
    """Code that fits into a part of its own is not cut."""
    block = "```py\n" + "# a comment\n\nx = 1\n" * 4 + "```\n"
    before, behind = "Some words before it.\n\n", block + "\nSome words behind it.\n"
    assert parts(before + behind, len(behind) + RESERVE) == [before, behind]


def test_no_half_of_a_line_ending_is_an_empty_line() -> None:
    """A paragraph of several lines is one block on Windows too."""
    before, behind = "A first paragraph.\r\n\r\n", "A line of the second.\r\n" * 4
    assert parts(before + behind, 100) == [before, behind]


def test_a_heading_stays_with_its_text() -> None:
    """No part ends with a title."""
    text = "Words before. " * 5 + "\n\n## Title\n\n" + "Words behind. " * 5
    assert parts(text, 100) == [text[: text.index("##")], text[text.index("##") :]]


def test_a_sign_in_a_sentence_is_no_heading() -> None:
    """A language may be called C#."""
    text = "A few words about C# \n\n" + "Words behind it. " * 5
    assert parts(text, 100)[0] == "A few words about C# \n\n"


def test_between_items_before_inside_them() -> None:
    """A list is cut where an item begins."""
    item = "- An item. With two sentences,\n  and two lines.\n"
    assert parts(item * 4, 120) == [item * 2, item * 2]


def test_a_table_is_kept_whole() -> None:
    """If it fits into a part."""
    table = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 8
    assert parts("Words before it:\n" + table, 110) == ["Words before it:\n", table]


def test_a_long_table_is_cut_between_rows() -> None:
    """Never inside of one."""
    table = "| a | b |\n|---|---|\n" + "| one. two | 2 |\n" * 20
    assert all(part.endswith("|\n") for part in parts(table, 100))


@pytest.mark.parametrize("stop", [". ", "! ", "。", '." ', ".** "])
def test_sentences_stay_whole(stop: str) -> None:
    """In a paragraph that is longer than a part."""
    text = ("한 문장은 a few words" + stop) * 10
    assert all(part.endswith(stop) for part in parts(text, 100))


def test_words_stay_whole() -> None:
    """Where there is no sentence to end."""
    assert all(part.endswith(" ") for part in parts("words " * 40, 100))


def test_a_surrogate_pair_stays_whole() -> None:
    """Even in the broken strings that some decoders make."""
    text = "\ud83e\udd80" * 100
    assert all(piece.end % 2 == 0 for piece in split(text, 65))


def test_a_giant_character_is_cut_after_all() -> None:
    """The limit wins over beauty."""
    text = "e" + "\u0301" * 500
    assert "".join(parts(text, 100)) == text


def test_only_white_space() -> None:
    """Nothing to see, and still nothing lost."""
    assert "".join(parts("\r\n" * 200, 65)) == "\r\n" * 200
    assert all(part.endswith("\n") for part in parts("\r\n" * 200, 65))


def test_limits_that_make_no_sense() -> None:
    """Said at once, instead of a loop without end."""
    with pytest.raises(ValueError, match="at least 64"):
        split("text", 63)
    with pytest.raises(ValueError, match="Not one character"):
        split("text", 64, size=lambda part: 100 * len(part))


def test_closed_pieces_of_another_text() -> None:
    """A rewritten answer that became shorter is split anew by the caller."""
    pieces = split("word " * 100, 100)
    with pytest.raises(ValueError, match="The closed pieces end at"):
        split("word", 100, after=pieces)
