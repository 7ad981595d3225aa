"""JSON of a form, found in what the model wrote."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.http.answer.forms import NO_JSON, Proven
from platforms.http.answer.parsed import Firm, Parsed
from platforms.http.request.form import AnyJson, Schema

AGE = Schema("age", {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]})
SEVEN = '{"age": 7}'


def parsed(text: str, form: AnyJson | Schema = AGE, *, cut: bool = False, again: bool = False) -> Parsed:
    return Proven(form).whole(text, cut=cut, again=again)


@pytest.mark.parametrize(
    "text",
    [
        SEVEN,
        f"\n{SEVEN}\n",
        f"```json\n{SEVEN}\n```",
        f"~~~\n{SEVEN}\n~~~\n",
        f"```json\n{SEVEN}",
        f"Here it is:\n\n```json\n{SEVEN}\n```\n\nAnything else?",
        f'First:\n\n```json\n{{"age": "?"}}\n```\n\nNo:\n\n```json\n{SEVEN}\n```',
        f"It is {SEVEN}.",
    ],
)
def test_wherever_it_stands(text: str) -> None:
    """Clients parse the whole content, so nothing may stand around it."""
    assert parsed(text) == Parsed(SEVEN)


def test_line_breaks_in_strings_are_mended() -> None:
    assert parsed('{"age": 7, "note": "a\nb"}').words == '{"age":7,"note":"a\\nb"}'


def test_any_json_is_an_object() -> None:
    assert parsed("```json\n{}\n```", AnyJson()).words == "{}"
    assert parsed("[1]", AnyJson()).problem == "it is not one JSON object"


def test_a_schema_need_not_be_an_object() -> None:
    assert parsed("```json\n[1, 2]\n```", Schema("list", {"type": "array"})).words == "[1, 2]"
    assert parsed("I say [{}].", Schema("list", {"type": "array"})).words == "[{}]"
    assert parsed("42", Schema("number", {"type": "integer"})).words == "42"


def test_what_does_not_fit() -> None:
    """Is said once, then it is no answer; words alone are why there is none."""
    wrong = 'age: "7" is not of type "integer"'
    assert parsed('{"age": "7"}') == Parsed(problem=wrong)
    declined = f"The answer does not have the form that was asked for: {wrong}"
    assert parsed('{"age": "7"}', again=True) == Parsed(declined=declined)
    assert parsed("I can't say that.") == Parsed(problem=NO_JSON)
    assert parsed("I can't say that.", again=True) == Parsed(declined="I can't say that.")
    assert parsed("", again=True).declined
    assert parsed('{"age": NaN}').problem == NO_JSON


def test_an_answer_that_was_cut_is_told_as_far_as_it_goes() -> None:
    """As OpenAI does it; whole JSON is whole all the same."""
    assert parsed('```json\n{"age": ', cut=True) == Parsed('{"age": ')
    assert parsed(f"{SEVEN}\nand", cut=True) == Parsed(SEVEN)


def test_nothing_is_told_before_it_is_proven() -> None:
    assert Proven(AGE).firm(SEVEN) == Firm("")


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(values, st.sampled_from([None, 2]), st.sampled_from(["{}", "```json\n{}\n```", "So:\n\n```\n{}\n```\n?"]))
def test_any_value_comes_back_as_it_was(value: object, indent: int | None, around: str) -> None:
    text = around.replace("{}", json.dumps(value, indent=indent), 1)
    assert json.loads(parsed(text, Schema("any", {})).words) == value
