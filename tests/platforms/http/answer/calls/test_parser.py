"""Tool calls in the text of an answer, in every form in which models write them and however they come."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from platforms.http.answer.calls.lenient import Wanted
from platforms.http.answer.calls.parser import BETWEEN, Found, parse

TOOLS = ("weather", "time")
PARIS = '{"name": "weather", "arguments": {"city": "Paris"}}'
IN_PARIS = Wanted("weather", {"city": "Paris"})
TIME = Wanted("time", {})
BLOCK = f"```tool_call\n{PARIS}\n```"


@pytest.mark.parametrize(
    "text",
    [
        BLOCK,
        f"{BLOCK}\n",
        f"~~~~tool_call\n{PARIS}\n~~~~",
        f"  ```tool_call\n  {PARIS}\n  ```",
        f"```TOOL_CALL {PARIS}\n```",
        f"```tool_call {PARIS}```\n",
        f"```tool_call\n{PARIS}",
        f"```json\n{PARIS}\n```",
        f"```\n{PARIS}\n```",
        f"<tool_call>{PARIS}</tool_call>",
        f"<tool_call>\n{PARIS}\n</tool_call>",
        f"<function_call>{PARIS}",
        PARIS,
        f"[{PARIS}]",
        f'{{"tool_calls": [{PARIS}]}}',
        BLOCK.replace("weather", "functions.weather"),
        '```tool_call\n{"tool": "weather", "parameters": {"city": "Paris"}}\n```',
        '```tool_call\n{"name": "weather", "arguments": "{\\"city\\": \\"Paris\\"}"}\n```',
        '```tool_call\n{"type": "function", "function": {"name": "weather", "arguments": {"city": "Paris"}}}\n```',
        '```json\n{\n  "id": "call_1",\n  "name": "weather",\n  "arguments": {"city": "Paris"}\n}\n```',
    ],
)
def test_every_form_of_a_call(text: str) -> None:
    """What models were taught elsewhere counts as well."""
    assert parse(text, TOOLS) == Found("", (IN_PARIS,))
    assert parse(f"I look it up.\n\n{text}", TOOLS) == Found("I look it up.", (IN_PARIS,))


@pytest.mark.parametrize(
    "text",
    [
        f'{BLOCK}\n\n```tool_call\n{{"name": "time"}}\n```',
        f'```tool_call\n{PARIS}\n{{"name": "time", "arguments": {{}}}}\n```',
        f'```tool_call\n[{PARIS}, {{"name": "time", "arguments": null}}]\n```',
        f'{BLOCK}\nAnd the time:\n<tool_call>{{"name": "time", "arguments": ""}}</tool_call>\nThere.',
    ],
)
def test_several_calls(text: str) -> None:
    """In a block each, in one, in a list; a few words between them are left out."""
    assert parse(text, TOOLS).wanted == (IN_PARIS, TIME)
    one = parse(text, TOOLS, parallel=False)
    assert (one.wanted, one.enough) == ((IN_PARIS,), True)


@pytest.mark.parametrize(
    "text",
    [
        "It is warm.",
        f"```python\n{PARIS}\n```",
        f"```markdown\n{BLOCK}",
        f"Write it like `{PARIS}`.",
        "```json\n{}\n```",
        '```json\n{"name": "Ann", "arguments": {}}\n```',
        '```json\n{"name": "weather", "colour": 1}\n```',
        '{"name": "Ann", "age": 7}',
        '{"city": "Paris"}',
        '{"name": "weather", "arguments": ',
        "[1]: http://127.0.0.1/",
        "```tool_result\n7\n```",
        "A <tool_call> is a tag.",
        "x <tool_ca",
        "``` one line ``` of code",
        "```tool_call",
    ],
)
def test_what_is_no_call(text: str) -> None:
    """It is told as it is, to the last character."""
    assert parse(text, TOOLS) == Found(text)


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("```tool_call\nweather in Paris\n```", "\nweather in Paris\n```"),
        ('```tool_call\n{"name": "weather",\n```', '\n{"name": "weather",\n```'),
        ('<tool_call>{"name": </tool_call>', '{"name": </tool_call>'),
        ("<tool_call>{}</tool_call>", "{}</tool_call>"),
    ],
)
def test_what_is_marked_as_a_call_and_is_none(text: str, broken: str) -> None:
    assert parse(f"Well.\n{text}", TOOLS) == Found("Well.", broken=(broken,))


def test_a_tool_that_is_not_there() -> None:
    """In a block that is marked it is a call that can't be made, in another one it is text."""
    assert parse('```tool_call\n{"name": "rain"}\n```', TOOLS).wanted == (Wanted("rain", {}),)
    assert parse('```json\n{"name": "rain", "arguments": {}}\n```', TOOLS).wanted == ()


def test_a_string_may_hold_the_end_of_a_block() -> None:
    """As a model that writes a file does: with line breaks that JSON does not allow."""
    text = '```tool_call\n{"name": "time", "arguments": {"text": "a\n```\nb"}}\n```\n'
    assert parse(text, TOOLS).wanted == (Wanted("time", {"text": "a\n```\nb"}),)


def test_who_goes_on_as_if_the_tools_had_answered() -> None:
    """After a result that the model made up nothing counts any more; nor after many words."""
    again = '```tool_call\n{"name": "time"}\n```'
    for text in (f"{BLOCK}\n```tool_result\n20 degrees\n```\n{again}", f"{BLOCK}\n{'word ' * BETWEEN}\n{again}"):
        assert parse(text, TOOLS) == Found("", (IN_PARIS,), enough=True)


def test_what_is_held_back() -> None:
    """Only what may become a call, and the space before it."""
    for text, firm in (
        ("It is", "It is"),
        ("Wait.\n\n", "Wait."),
        ("Wait.\n\n``", "Wait."),
        ("Wait.\n\n```js", "Wait."),
        ("```js\n", "```js"),
        ("```json\n{", ""),
        ('```json\n{"na', ""),
        ('```json\n{"city', '```json\n{"city'),
        ("a <", "a"),
        ("a <b", "a <b"),
        ("a <tool_call", "a"),
        (f"Wait.\n{BLOCK}", "Wait."),
        ("{", ""),
        ("{1", "{1"),
    ):
        assert parse(text, TOOLS, over=False) == Found(firm), text


PIECES = [
    *("```", "````", "``", "`", "~~~", "tool_call", "tool_result", "json", "python", "\n", "\n\n", " ", "word "),
    *("{", "}", "[", "]", '"name"', '"arguments"', ": ", ", ", '"weather"', PARIS, BLOCK, '{"name": "time"}'),
    *("<", "<tool_call>", "</tool_call>", "<tool", "many words, " * 18, f"```json\n{PARIS}\n```", "```tool_call\n"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(texts, st.booleans())
@example(f"{BLOCK}\n{'a' * 196}</tool_call>", True)
def test_however_it_comes(text: str, parallel: bool) -> None:
    """What is told of any beginning stays true: words are only added, and who had enough missed nothing."""
    whole = parse(text, TOOLS, parallel=parallel)
    told, known = "", 0
    for end in range(len(text) + 1):
        so_far = parse(text[:end], TOOLS, parallel=parallel, over=False, known=known)
        assert so_far.words.startswith(told)
        assert so_far == parse(text[:end], TOOLS, parallel=parallel, over=False)
        told, known = so_far.words, so_far.known
        assert parse(text, TOOLS, parallel=parallel, known=known) == whole
        if so_far.enough:
            stopped = parse(text[:end], TOOLS, parallel=parallel)
            assert (stopped.wanted, stopped.broken, stopped.words) == (whole.wanted, whole.broken, whole.words)
    assert whole.words.startswith(told)


@given(texts)
def test_text_without_calls_is_told_whole(text: str) -> None:
    found = parse(text, TOOLS)
    if not (found.wanted or found.broken):
        assert found.words == text
