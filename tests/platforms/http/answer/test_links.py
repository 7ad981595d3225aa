"""Links of an answer, with the place where each stands."""

import pytest

from platforms.http.answer.links import cited

ONE = "https://a.example/x"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"See [A]({ONE}).", [(ONE, "A", f"[A]({ONE})")]),
        (f'[A]({ONE} "The page")', [(ONE, "The page", f'[A]({ONE} "The page")')]),
        (
            f"한국어 [가]({ONE})와 👋 [나]({ONE}?b)",
            [(ONE, "가", f"[가]({ONE})"), (f"{ONE}?b", "나", f"[나]({ONE}?b)")],
        ),
        (f"([A [1]]({ONE}))", [(ONE, "A [1]", f"[A [1]]({ONE})")]),
        ("[W](https://w.example/A_(b))", [("https://w.example/A_(b)", "W", "[W](https://w.example/A_(b))")]),
        (f"[a\\]b]({ONE})", [(ONE, "a]b", f"[a\\]b]({ONE})")]),
        (f"[A](<{ONE}>)", [(ONE, "A", f"[A](<{ONE}>)")]),
        (f"![A]({ONE})", []),
        (f"\\[A]({ONE})", []),
        (f"`[A]({ONE})`", []),
        (f"``[A]({ONE}) ` ``", []),
        (f"```\n[A]({ONE})\n```\n[B]({ONE})", [(ONE, "B", f"[B]({ONE})")]),
        (f"~~~md\n[A]({ONE})", []),
        ("[A](javascript:alert) [B](/x) [C](#d)", []),
        ("[](" + ONE + ")", []),
        ("", []),
    ],
    ids=repr,
)
def test_what_is_found(text: str, found: list[tuple[str, str, str]]) -> None:
    """The place is the whole link as it is written, in characters."""
    assert [(one.url, one.title, text[one.start : one.end]) for one in cited(text)] == found


@pytest.mark.parametrize("text", ["[" * 50_000, "[a](https://" * 10_000, "`" * 50_000, "[a](https://x(" * 5_000])
def test_a_text_that_is_meant_to_be_slow(text: str) -> None:
    """No test of time: it ends."""
    assert cited(text) == ()
