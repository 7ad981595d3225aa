"""An answer while it comes."""

from hypothesis import given
from hypothesis import strategies as st

from platforms.web.render.growing import Growing
from platforms.web.render.markdown import html

ANSWER = """First *words*.

Then a list:

- one
- two

```python
print(1)

print(2)
```

| a |
|---|
| 1 |

End."""


def shown(text: str, size: int) -> tuple[str, int]:
    """What a page holds that saw it come in pieces of this size; and how many letters of HTML were sent."""
    growing, firm, loose, sent = Growing(), "", "", 0
    for end in range(0, len(text) + size, size):
        step = growing.step(text[:end])
        firm, loose = ("" if step.anew else firm) + step.firm, step.loose
        sent += len(step.firm) + len(step.loose)
    return firm + loose, sent


def test_letter_by_letter() -> None:
    """In the end it is what it would be at once."""
    assert shown(ANSWER, 1)[0] == html(ANSWER)


@given(st.integers(1, 40))
def test_in_pieces_of_whatever_size(size: int) -> None:
    assert shown(ANSWER, size)[0] == html(ANSWER)


def test_what_stands_firm_is_told_once() -> None:
    """A long answer costs what it is long, not that times its pieces."""
    text = "A paragraph of some words.\n\n" * 200
    assert shown(text, 10)[1] < 10 * len(html(text))


def test_another_text() -> None:
    """What was shown is gone."""
    growing = Growing()
    growing.step("One.\n\nTwo.\n\nThree.")
    step = growing.step("Four.")
    assert (step.anew, step.firm, step.loose) == (True, "", "<p>Four.</p>\n")
