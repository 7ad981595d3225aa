"""What models and people write, as HTML: readable, and unable to do harm."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.web.render.markdown import html

HARM = """
<script>alert(1)</script>
<img src=x onerror=alert(1)>
[click](javascript:alert(1))
[click](data:text/html,<script>)
![cat](https://evil.example/track.png)
<https://x.example/"onmouseover=alert(1)>
```"><script>
</code></pre><script>alert(1)</script>
```
$\\href{javascript:alert(1)}{x}$ $\\style{background:url(https://evil.example)}{x^2}$
| a |
|---|
| <svg onload=alert(1)> |
"""

ALLOWED = re.compile(r"<(?:/?[a-z0-9]+)(?: [a-z]+=\"[^\"<>]*\")*>")


def test_nothing_can_do_harm() -> None:
    """No script, no handler, no style, nothing that is loaded, no address but of the web."""
    shown = html(HARM)
    tags = re.findall(r"<[^>]*>", shown)
    assert all(ALLOWED.fullmatch(tag) for tag in tags), tags
    assert not [
        tag for tag in tags if re.search(r"script|<img|<svg|javascript|data:| on[a-z]+=| style=| src=", tag)
    ]
    assert 'href="https://evil.example/track.png"' in shown


@given(st.text(alphabet="<>\"'&[](){}!`$\\^_*#|-: \nahrefonscript:/.가", max_size=200))
def test_no_text_can(text: str) -> None:
    """Whatever is put together of the signs that mean something."""
    for tag in re.findall(r"<[^>]*>", html(text)):
        assert ALLOWED.fullmatch(tag), tag


def test_links_open_elsewhere_and_tell_nothing() -> None:
    """A bare one shows its address, up to the particle behind it."""
    assert html("https://example.com/a입니다") == (
        '<p><a href="https://example.com/a" target="_blank" rel="noopener noreferrer nofollow">'
        "https://example.com/a</a>입니다</p>\n"
    )


def test_emphasis_beside_korean() -> None:
    """As its author meant it."""
    assert "<strong>“인용”</strong>은" in html("**“인용”**은")


@pytest.mark.parametrize("written", ["$x^2$", r"\(x^2\)"])
def test_maths_in_a_line(written: str) -> None:
    assert html(f"So {written}.") == (
        '<p>So <math display="inline"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>.</p>\n'
    )


@pytest.mark.parametrize(
    "written", ["\\[\nx^2\n\\]", "$$\nx^2\n$$", "$$x^2$$", r"\[ x^2 \]", "- a\n\n  \\[\n  x^2\n  \\]"]
)
def test_maths_that_stands_alone(written: str) -> None:
    """Over several lines or in one, in a list too."""
    shown = html(f"{written}\n\nand on")
    assert '<div class="formula" tabindex="0"><math display="block"><mrow><msup>' in shown
    assert shown.endswith("<p>and on</p>\n")


def test_equations_that_are_aligned() -> None:
    """A table, in words that the converter knows."""
    shown = html("\\[\n\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}\n\\]")
    assert shown.count("<mtr>") == 2
    assert shown.count("<mtd") == 4


@pytest.mark.parametrize("latex", ["{" * 100, "x" * 3_000, r"\frac{", "\\begin{matrix}"])
def test_what_is_no_maths_is_shown_as_it_is(latex: str) -> None:
    """Or as well as it can be; nothing is lost and nothing fails."""
    assert html(f"$$\n{latex}\n$$")


def test_prices_are_no_maths() -> None:
    assert html("from $5 to $6") == "<p>from $5 to $6</p>\n"


def test_a_formula_without_an_end_is_text() -> None:
    assert html("\\[\nx\n\nand on") == "<p>[\nx</p>\n<p>and on</p>\n"


def test_code_has_its_language_and_colours() -> None:
    """Of classes alone, so that no style stands in the page."""
    shown = html('```Python title="x"\ndef f(): return "<b>"\n```')
    assert shown.startswith('<div class="code"><span class="language">python</span><pre tabindex="0"><code>')
    assert '<span class="k">def</span> <span class="f">f</span>' in shown
    assert '<span class="s">"&lt;b&gt;"</span>' in shown


def test_code_in_no_language() -> None:
    """Or in one that nobody knows."""
    for info in ("", "klingon"):
        assert "<code>a &lt; b\n</code>" in html(f"```{info}\na < b\n```")


def test_headings_stand_below_those_of_the_page() -> None:
    assert html("# One\n\n##### Five") == "<h3>One</h3>\n<h6>Five</h6>\n"


def test_tables_keep_their_sides() -> None:
    """And can be scrolled with the keyboard."""
    shown = html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert shown.startswith('<div class="table" tabindex="0"><table>')
    assert '<td class="right">2</td>' in shown


def test_tasks_have_boxes() -> None:
    """Those of a list alone."""
    assert html("- [x] **one**\n- [ ] two") == "<ul>\n<li>☑ <strong>one</strong></li>\n<li>☐ two</li>\n</ul>\n"
    assert html("[x] no task") == "<p>[x] no task</p>\n"
