"""What a reader sees in Slack is what the answer says, and nothing in it is alive that was not."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings

from platforms.markdown.signs import THIN
from platforms.slack.render import ending, streamed
from tests.platforms.documents import TORTURE, anything, documents, sentence
from tests.platforms.slack.render.seeing import links, seen, seen_in_source

unhurried = settings(deadline=None, max_examples=60)
COMMAND = re.compile(r"<(?:[@#][A-Z]\w|!(?:channel|here|everyone|subteam)|(?:https?://|mailto:|tel:)[^\s<>|]*\|)")
"""What Slack does something with; between `|` and `>` anything may stand."""


def whole(markdown: str) -> str:
    return streamed(markdown) + ending(markdown)


@unhurried
@given(documents)
def test_a_reader_sees_the_answer(markdown: str) -> None:
    """Every character of it, in its order, and no sign of ours; as markdown-it reads both."""
    assert seen(whole(markdown)) == seen_in_source(markdown)


@unhurried
@given(anything)
@example(TORTURE)
def test_nobody_is_pinged(markdown: str) -> None:
    """No command of Slack's stands anywhere, in code neither; and no bracket but around an address."""
    said = whole(markdown)
    assert not COMMAND.search(said)


@unhurried
@given(sentence)
@example("half `tick \\(a_1 < b\\)")
def test_no_bracket_but_around_an_address(markdown: str) -> None:
    """Outside of code, where Slack would read something into it."""
    said = re.sub(r"\\.|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", streamed(markdown), flags=re.DOTALL)
    assert not re.search(r"<(?!https?://[^\s<>|]+>)", said)


@unhurried
@given(anything)
@example(TORTURE)
def test_no_link_that_was_not_there(markdown: str) -> None:
    """Each address of what is written stands in the answer so."""
    source = unquote(unescape(markdown).replace("\\", ""))
    assert [one for one in links(whole(markdown)) if one.replace("\\", "") not in source] == []


@unhurried
@given(anything)
@example(TORTURE)
def test_letters_are_never_lost(markdown: str) -> None:
    """Whatever the Markdown: letters and digits come again in their order."""
    said = iter(re.sub(r"&(lt|gt|amp);", "", whole(markdown)))
    for letter in re.findall(r"[가다é]", markdown):
        assert letter in said


@pytest.mark.parametrize(
    ("markdown", "written"),
    [
        ("**한글**은", f"**한글**{THIN}은"),
        ('**"인용"**은', f'**"인용"{THIN}**{THIN}은'),
        ('말은**"인용"**이다', f'말은{THIN}**{THIN}"인용"{THIN}**{THIN}이다'),
        ("*강조*를", f"*강조*{THIN}를"),
        ("~~취소~~는", f"~~취소~~{THIN}는"),
        ("_under_ snake_case", "*under* snake_case"),
        ("**bold**, (**b**)", "**bold**, (**b**)"),
        ("`코드`를", f"`코드`{THIN}를"),
        ("**`await`와 글**을", f"`await`**와 글**{THIN}을"),
        ("10~20분, 3~4시간", "10\\~20분, 3\\~4시간"),
        ("1 < 2 & 3 > 2, AT&T, &lt;b&gt;", "1 &lt; 2 & 3 &gt; 2, AT&T, &lt;b&gt;"),
        ("&amp;lt; is an entity", "&amp;lt; is an entity"),
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
        ("`<!channel>` `a<b>`", f"`<{THIN}!channel>` `a<b>`"),
        ("<https://evil.example|your bank>", "&lt;<https://evil.example>|your bank&gt;"),
        ("[x](https://a.example/|hack><!channel>)", "[x](https://a.example/%7Chack%3E%3C!channel%3E)"),
        ("https://a.example/?b=1&c=2을", "<https://a.example/?b=1&c=2>을"),
        ("see https://a.example/a_b_c now", "see https://a.example/a_b_c now"),
        ("![그림](https://a.example/p.png)", "[그림](https://a.example/p.png)"),
        ("[a](javascript:x) [b](/etc/passwd) ![](x.png)", "a b x.png"),
        ("$5 and $6", "$5 and $6"),
        ("from $5 to 10$ or $HOME/$PATH", "from $5 to 10$ or $HOME/$PATH"),
        ("$x$는 $E=mc^2$", f"`x`{THIN}는 `E=mc^2`"),
        ("\\(a_1 < b\\)", "`a_1 < b`"),
        ("\\[\nx^2\n\\]", "```\nx^2\n```"),
        ("- \\[ x^2 \\]\n- b", "- ```\n  x^2\n  ```\n- b"),
        ("$$a < b$$", "```\na < b\n```\n"),
        ("\\*no\\* \\# x", "\\*no\\* # x"),
        ("\\# no heading", "\\# no heading"),
        ("1986\\. A year", "1986\\. A year"),
        ("[^1]: a note", "[^1\\]: a note"),
        ("# **Title** of `it`", "# Title of `it`\n"),
        ("3. three\n   - [ ] task", "3. three\n   - [ ] task"),
        ("```py title=x\na\n```", "```py\na\n```"),
        ("    code\n\ntext", "```\ncode\n```\n\ntext"),
        ("- | a | b |\n  |---|---|\n  | 1 | 2 |", "- ```\n  | a | b |\n  | --- | --- |\n  | 1 | 2 |"),
        ("a\\\nb", "a\nb"),
        ("> **x**\n> y", "> **x**\n> y"),
    ],
)
def test_what_is_written(markdown: str, written: str) -> None:
    """One thing each, as it stands in Slack's Markdown."""
    assert streamed(markdown) == written


def test_a_document_of_everything() -> None:
    """All of it at once: what has to be seen is seen, and nothing else."""
    said = seen(whole(TORTURE))
    for words in (
        'print("<!channel>",1<2&&"&amp;")',
        "$5and$6",
        "10~20분,3~4시간",
        "[text][ref]",
        "AT&T",
        "E=mc^2",
    ):
        assert words in said
    assert "\\(" not in said
    assert "**비동기" not in said


def test_too_many_headings_are_bold_lines() -> None:
    """Slack makes a block of each, and takes fifty."""
    said = streamed("".join(f"## 제목 {number}\n\ntext\n\n" for number in range(60)))
    assert said.count("## ") == 20
    assert "**제목 59**\n" in said


def test_only_one_table_of_a_message_is_a_table() -> None:
    """The next one is code, since Slack refuses a second."""
    table = "| a | b |\n|---|---|\n| **1** | 2 |\n"
    assert streamed(table + "\nand\n\n" + table) == (
        "| a | b |\n| --- | --- |\n| **1** | 2 |\n\nand\n\n```\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    )
