"""What a reader sees in Discord is what the answer says, and nothing in it is alive that was not."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from platforms.discord.outbound import FORM
from platforms.discord.render import rendered, size
from platforms.discord.render.reader import Reader
from platforms.showing.split import split
from tests.platforms.discord.render.seeing import letters, seen
from tests.platforms.documents import TORTURE, anything, documents
from tests.platforms.slack.render.seeing import seen_in_source

unhurried = settings(deadline=None, max_examples=60)


def whole(markdown: str) -> str:
    return Reader(markdown).text()


def units(text: str) -> int:
    """Of UTF-16, counted in another way than by what is tested."""
    return sum(1 + (ord(letter) > 0xFFFF) for letter in text)


@unhurried
@given(documents)
def test_a_reader_sees_the_answer(markdown: str) -> None:
    """Every letter and digit of it, in its order; as markdown-it reads the one and Discord the other."""
    boxes = re.compile(r"^([-*] )\[x\]", re.MULTILINE)  # a sign, and no letter, where they are drawn
    assert seen(whole(markdown)).letters == letters(seen_in_source(boxes.sub(r"\1[ ]", markdown)))


@unhurried
@given(anything)
@example(TORTURE)
@example("<@1> <@!2> <@&3> <#4> <:a:5> <t:6:R> </ask:7> @everyone @here discord.gg/abc ||no|| __init__")
@example("[join](https://discord.gg/abc) https://discord.com/invite/abc `@here`")
def test_nothing_is_alive_that_was_not(markdown: str) -> None:
    """No mention, no emoji, no time, no card of an invitation; nothing hidden and nothing underlined."""
    found = seen(whole(markdown))
    assert found.mentions == []
    assert not {"spoiler", "underline", "rest"} & set(found.rules)


@unhurried
@given(anything)
@example(TORTURE)
def test_no_link_that_was_not_there(markdown: str) -> None:
    """Each address of what is written stands in the answer so."""
    source = unquote(unescape(markdown).replace("\\", ""))
    assert [one for one in seen(whole(markdown)).links if unquote(one).replace("\\", "") not in source] == []


@unhurried
@given(anything)
@example(TORTURE)
def test_letters_are_never_lost(markdown: str) -> None:
    """Whatever the Markdown: letters come again in their order."""
    said = iter(whole(markdown))
    for letter in re.findall(r"[가다é]", markdown):
        assert letter in said


@settings(deadline=None, max_examples=25)
@given(st.lists(st.one_of(anything, documents), max_size=4).map("\n\n".join), st.sampled_from([1, 20]))
@example(TORTURE, 3)
@example("| 이름 | 값 |\n|---|---|\n" + "| 가나다라마바사 | 1 |\n| x | 아주 긴 설명이 여기에 있습니다 |\n" * 60, 1)
@example("| a |\n|---|\n" + "| [x](https://t.example) |\n" * 300, 1)
@example("*" * 4000, 1)
@example("😀_" * 2000, 1)
@example("😀" * 4000, 1)
def test_every_part_fits(markdown: str, times: int) -> None:
    """As it is cut: no part is longer than what Discord takes, as it counts, and fences are whole in each."""
    text = "\n\n".join([markdown] * times)
    pieces = split(text, FORM.limit, FORM.size)
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    for piece in pieces:
        said = rendered(piece.text)
        assert units(said) <= 2_000
        assert len(re.findall(r"^(?:> )?```", said, re.MULTILINE)) % 2 == 0


@settings(deadline=None, max_examples=60)
@given(anything)
@example(TORTURE)
@example("_a " * 2000)
@example("[a](b <c \\*d `e " * 300)
def test_the_measure_is_never_too_small(markdown: str) -> None:
    """With the room that is left above it."""
    for piece in split(markdown, FORM.limit, size):
        assert units(whole(piece.text)) <= size(piece.text) + 60


@pytest.mark.parametrize(
    ("markdown", "written"),
    [
        ("**한글**은 *강조*를 ~~취소~~는", "**한글**은 *강조*를 ~~취소~~는"),
        ("__bold__ and _under_ snake_case", "**bold** and *under* snake_case"),
        ("***both*** **a *b* c**", "*\u200b**both**\u200b* **a *b* c**"),
        ("`코드`를 `` a `tick` ``", "`코드`를 `` a `tick` ``"),
        ("10~20분, a || b, __init__", "10~20분, a \\|\\| b, **init**"),
        ("1 < 2 & 3 > 2, AT&T, &lt;b&gt; &copy;", "1 < 2 & 3 > 2, AT&T, \\<b> ©"),
        ("<@1> @everyone <#2> <t:3:R>", "\\<@1> \\@everyone \\<#2> \\<t:3:R>"),
        ("`<@1> @everyone`", "`<@1> @everyone`"),
        ("https://a.example/?b=1&c=2을", "<https://a.example/?b=1&c=2>을"),
        ("see https://a.example/a_b_c now", "see https://a.example/a_b_c now"),
        ("![그림](https://a.example/p.png)", "[그림](https://a.example/p.png)"),
        ("[a](javascript:x) [b](/etc/passwd) ![](x.png)", "a b x.png"),
        ("[https://bank.example](https://evil.example)", "https\\://bank.example (<https://evil.example>)"),
        ("[me](mailto:me@a.example)", "me (me@a.example)"),
        ("[join](https://discord.gg/abc)", "join `https://discord.gg/abc`"),
        ("discord.gg/abc", "discord\\.gg/abc"),
        ("$x$는 $E=mc^2$, $5 and $6", "`x`는 `E=mc^2`, $5 and $6"),
        ("\\[\nx^2\n\\]", "```tex\nx^2\n```"),
        ("#### **Deep** one\n# **Title** of `it`", "**Deep one**\n# Title of `it`"),
        ("\\# no heading", "\\# no heading"),
        ("\\- no item", "\\- no item"),
        ("1986\\. A year", "1986\\. A year"),
        ("* a\n+ b\n1) c\n   - [ ] d\n   - [x] e", "- a\n- b\n1. c\n   - ☐ d\n   - ☑ e"),
        (">a\n>\n> > b", "> a\n> \n> │ b"),
        ("- > a", "- │ a"),
        ("---", "─" * 12),
        ("H<sub>2</sub>O, x<sup>2</sup>, y<sup>ab</sup>", "H₂O, x², y^(ab)"),
        ("a<br>b <b>bold</b> <kbd>Ctrl</kbd> the <b> tag", "a\nb **bold** `Ctrl` the \\<b> tag"),
        ('<a href="https://a.example">t</a>', "[t](https://a.example)"),
        ("<details><summary>More</summary>", "**More**"),
        ("so[^1]\n\n[^1]: a note", "so¹\n\n¹ a note"),
        ("~~~c++ title=x\na ``` b\n~~~", "```c++\na `\u200b`` b\n```"),
        ("```\n```", "```\n\u200b\n```"),
        ("    code\n\ntext", "```\ncode\n```\n\ntext"),
        ("4. four\n\n   ```sh\n   ls\n     -l\n   ```\n5. five", "4. four\n\n```sh\nls\n  -l\n```\n5. five"),
        ("> ```py\n> x\n> ```", "> ```py\n> x\n> ```"),
        ("> **x**\n> y", "> **x**\n> y"),
        ("a\\\nb", "a\nb"),
        ("back\\slash C:\\가", "back\\slash C:\\\\가"),
    ],
)
def test_what_is_written(markdown: str, written: str) -> None:
    """One thing each, as it stands in Discord's Markdown."""
    assert rendered(markdown) == written


def test_a_table_is_code_with_its_columns_below_each_other() -> None:
    """A Korean syllable is two columns wide; where its cells lead to stands below, for code has no links."""
    table = "| 이름 | 값 |\n|:--|--:|\n| 가나다 | 1 |\n| [b](https://b.example) | **22** |\n"
    assert rendered(table) == (
        "```\n이름   | 값\n-------+---\n가나다 |  1\nb      | 22\n```\n-# [b](https://b.example)"
    )


def test_a_table_that_is_too_wide_is_folded() -> None:
    """Its cells go on in the next line, and nothing of them is lost; no line is wider than a window."""
    words = " ".join(f"word{number}" for number in range(30))
    said = rendered(f"| a | b |\n|---|---|\n| {words} | {'가나다 ' * 20} |\n")
    assert all(len(row) <= 84 for row in said.splitlines())
    assert seen(said).text.count("word") == 30
    assert said.count("가나다") == 20


def test_rows_that_did_not_fit_before() -> None:
    """A table that was cut goes on as code."""
    assert rendered("| a | b |\n| **가나** | d |\n") == "```\na    | b\n가나 | d\n```"


def test_a_document_of_everything() -> None:
    """All of it at once: what has to be seen is seen, and nothing else."""
    said = seen(whole(TORTURE)).text
    for words in ('print("<!channel>", 1 < 2 && "&amp;")', "$5 and $6", "10~20분, 3~4시간", "AT&T", "E = mc^2"):
        assert words in said
    assert "**비동기" not in said
