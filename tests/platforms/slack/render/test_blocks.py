"""The blocks of a message: Slack's table where it takes one, and nothing that it would refuse."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from platforms.markdown.columns import width
from platforms.markdown.signs import THIN
from platforms.showing.split import split
from platforms.slack.render import Block, blocks, fallback, size
from platforms.slack.render.tables import TableBlock
from platforms.slack.text import unescape
from tests.platforms.documents import TORTURE, anything, documents
from tests.standins.slack.kit import checked

TABLE = "| 이름 | 값 |\n|:--|--:|\n| 가나다 | 1 |\n| b | 22 |\n"


def text_of(found: list[Block]) -> str:
    return "".join(one["text"] for one in found if one["type"] == "markdown")


def table_of(found: list[Block]) -> TableBlock:
    [table] = [one for one in found if one["type"] == "table"]
    return table


def obeys(found: list[Block]) -> None:
    """Slack's rules for the blocks of a message."""
    checked([dict(one) for one in found])
    assert len(text_of(found).encode()) <= 12_000
    assert len(json.dumps([one for one in found if one["type"] != "table"], ensure_ascii=False)) <= 12_200
    for one in found:
        if one["type"] == "markdown":
            assert one["text"].strip()
        else:
            assert {len(row) for row in one["rows"]} == {len(one["column_settings"])}


@settings(deadline=None, max_examples=15)
@given(st.lists(st.one_of(anything, documents), max_size=4).map("\n\n".join), st.sampled_from([1, 40]))
@example(TORTURE, 8)
@example("| " + "x" * 400 + " | b |\n|---|---|\n" + "| 1 | 2 |\n" * 300, 1)
@example("| a |\n|---|\n" + "| `x` |\n" * 3000, 1)
def test_blocks_obey(markdown: str, times: int) -> None:
    """For any Markdown, as it is cut."""
    for piece in split("\n\n".join([markdown] * times), 11_000, size):
        obeys(blocks(piece.text))


def test_a_table_is_slacks_own() -> None:
    """With its styles, links and alignment; an empty cell holds a blank, for Slack takes no empty text."""
    found = blocks(
        "before\n\n| a | **b** |\n|:-:|--:|\n| `1 < 2` | [x](https://t.example) *y* |\n| | <b> |\n\nafter"
    )
    assert [one["type"] for one in found] == ["markdown", "table", "markdown"]
    table = table_of(found)
    assert table["column_settings"] == [
        {"align": "center", "is_wrapped": True},
        {"align": "right", "is_wrapped": True},
    ]
    assert table["rows"][1] == [
        _rich({"type": "text", "text": "1 < 2", "style": {"code": True}}),
        _rich(
            {"type": "link", "url": "https://t.example", "text": "x"},
            {"type": "text", "text": " "},
            {"type": "text", "text": "y", "style": {"italic": True}},
        ),
    ]
    assert table["rows"][2] == [{"type": "raw_text", "text": " "}, {"type": "raw_text", "text": "<b>"}]


def test_no_command_in_a_cell() -> None:
    """Text of a cell is not read as a command; it is broken all the same."""
    table = table_of(blocks("| a |\n|---|\n| <!channel> `<@U1>` |"))
    assert table["rows"][1] == [
        _rich(
            {"type": "text", "text": f"<{THIN}!channel> "},
            {"type": "text", "text": f"<{THIN}@U1>", "style": {"code": True}},
        )
    ]


def test_a_second_table_is_code_with_its_columns_below_each_other() -> None:
    """A Korean syllable is two columns wide."""
    found = blocks(TABLE + "\n그리고\n\n" + TABLE)
    assert [one["type"] for one in found] == ["table", "markdown"]
    code = text_of(found).partition("```\n")[2].partition("```")[0].splitlines()
    assert code == ["이름   | 값", "-------+---", "가나다 |  1", "b      | 22"]
    assert width("가나다") == 6
    assert width("e\u0301") == 1


def test_a_table_that_is_too_large() -> None:
    """Too many rows, columns or characters: code, in which nothing is lost."""
    for markdown in (
        "| a |\n|---|\n" + "| row |\n" * 100,
        "|" + " a |" * 21 + "\n|" + "---|" * 21 + "\n|" + " row |" * 21,
        "| a |\n|---|\n" + f"| {'row ' * 500} |\n" * 5,
    ):
        [one] = blocks(markdown)
        assert one["type"] == "markdown"
        assert one["text"].count("row") == markdown.count("row")


def test_a_table_in_a_list_is_code() -> None:
    """Slack has no tables there."""
    [one] = blocks("- here:\n\n  | a | b |\n  |---|---|\n  | **1** | 2 |\n- next")
    assert one == {"type": "markdown", "text": "- here:\n\n  ```\n  a | b\n  --+--\n  1 | 2\n  ```\n- next"}


def test_rows_that_did_not_fit_before() -> None:
    """A table that was cut goes on as code."""
    assert blocks("| a | b |\n| **가나** | d |\n") == [{"type": "markdown", "text": "```\na    | b\n가나 | d\n```"}]


def test_a_bold_text_of_any_length() -> None:
    """In a whole text nobody has to wait for its end."""
    [one] = blocks("**" + "긴 글 " * 200 + "끝**은")
    assert one["type"] == "markdown"
    assert one["text"].endswith(f"끝**{THIN}은")


@settings(deadline=None, max_examples=50)
@given(anything)
@example(TORTURE * 5)
def test_the_notification_is_short_and_escaped(markdown: str) -> None:
    """Plain words, in Slack's escaping."""
    text = fallback(markdown)
    assert len(text.encode()) <= 3_000
    assert not set("<>") & set(text)


def test_the_notification_says_the_answer() -> None:
    """Without signs of form."""
    said = unescape(
        fallback("# **제목**\n\n- `a < b` and [x](https://a.example)\n\n```py\ny = **2\n```\n\n| a | **b** |")
    )
    assert said == "제목\n\n- a < b and x\n\ny = **2\n\n| a | b |"


def _rich(*elements: object) -> object:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}
