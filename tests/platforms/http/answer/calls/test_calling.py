"""Whether what is called can be carried out, and what comes of it where it can't."""

import json
import re

import pytest

from platforms.http.answer.calls.calling import Calling
from platforms.http.answer.forms import Proven
from platforms.http.answer.parsed import Parsed, Plainly
from platforms.http.request.form import AnyJson
from platforms.http.request.tools import Choice, Tool, Toolbox

CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER = Tool("weather", "", CITY)
STRICT = Tool("strict", "", CITY, strict=True)


def block(name: str, arguments: object) -> str:
    return f"```tool_call\n{json.dumps({'name': name, 'arguments': arguments})}\n```\n"


PARIS = block("weather", {"city": "Paris"})
MISFIT = block("weather", {"city": 7})


def calling(choice: Choice = "auto", allowed: tuple[str, ...] = ()) -> Calling:
    return Calling(Toolbox((WEATHER, STRICT), choice, allowed), Plainly())


def parsed(text: str, choice: Choice = "auto", *, again: bool = False, cut: bool = False) -> Parsed:
    return calling(choice).whole(text, cut=cut, again=again)


def called(it: Parsed) -> list[tuple[str, str]]:
    return [(call.name, call.arguments) for call in it.calls]


def test_a_call() -> None:
    """With an id of its own, and its arguments as JSON in a string."""
    it = parsed(f"I look.\n\n{PARIS}{PARIS}")
    assert called(it) == [("weather", '{"city":"Paris"}')] * 2
    assert it.words == "I look."
    ids = {call.id for call in it.calls}
    assert len(ids) == 2
    assert all(re.fullmatch("call_[A-Za-z0-9]{24}", id) for id in ids)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (block("rain", {}), "there is no tool 'rain' that can be called now, only: weather, strict"),
        (MISFIT, 'the arguments of weather don\'t fit its schema: city: 7 is not of type "string"'),
        (block("weather", [1]), "the arguments of weather are not an object"),
        ("```tool_call\nweather\n```", "this is not a JSON object with a name and arguments: weather ```"),
    ],
)
def test_what_is_amiss_is_said_once(text: str, problem: str) -> None:
    assert parsed(f"Well.\n{text}") == Parsed("Well.", problem=problem)


def test_what_is_still_amiss() -> None:
    """Arguments that don't fit are the caller's to judge, as with OpenAI, unless the tool is strict."""
    assert called(parsed(MISFIT, again=True)) == [("weather", '{"city":7}')]
    for text in (block("strict", {"city": 7}), block("rain", {}), "```tool_call\nweather\n```"):
        it = parsed(text, again=True)
        assert it.declined.startswith("The model called a tool in a way that can't be carried out: ")
        assert not it.calls


def test_a_call_that_is_a_must() -> None:
    """Words alone are asked again, and then they are why there is none; around a call they are left out."""
    assert parsed("It is warm.", "required").problem == "no tool was called"
    assert parsed("I can't.", "required", again=True) == Parsed(declined="I can't.")
    assert parsed("", "required", again=True).declined
    it = parsed(f"I look.\n{PARIS}", "required")
    assert (it.words, len(it.calls)) == ("", 1)
    assert calling("required").firm("It is").words == ""


def test_only_some_may_be_called() -> None:
    it = calling("auto", ("strict",)).whole(PARIS, cut=False, again=False)
    assert it.problem == "there is no tool 'weather' that can be called now, only: strict"


def test_an_answer_that_was_cut() -> None:
    """What was begun last is no call and nobody has to mend it; words stay what they are."""
    it = parsed(f"{PARIS}```tool_call\n{{", cut=True)
    assert (len(it.calls), it.problem) == (1, "")
    assert parsed("Well.\n```tool_call\n{", cut=True) == Parsed("Well.")
    assert parsed("It is wa", "required", cut=True) == Parsed("It is wa")


def test_words_that_have_a_form() -> None:
    """Nothing of them is told before their end, and calls go before them."""
    it = Calling(Toolbox((WEATHER,)), Proven(AnyJson()))
    assert it.firm('{"a": ').words == ""
    assert it.whole('```json\n{"a": 1}\n```', cut=False, again=False) == Parsed('{"a": 1}')
    assert it.whole("Well.", cut=False, again=False).problem
    assert called(it.whole(f"Well.\n{PARIS}", cut=False, again=False)) == [("weather", '{"city":"Paris"}')]


def test_arguments_that_are_hard_to_write() -> None:
    """Numbers beyond 64 bits, halves of surrogate pairs."""
    it = parsed('```tool_call\n{"name": "weather", "arguments": {"city": "a", "n": 1%s}}\n```' % ("0" * 30))
    assert json.loads(it.calls[0].arguments)["n"] == 10**30
    it = parsed('```tool_call\n{"name": "weather", "arguments": {"city": "\\ud800"}}\n```', again=True)
    assert it.calls[0].arguments == '{"city": "\\ud800"}'


def test_arguments_that_go_too_deep() -> None:
    """To be read, or to be written again."""
    for deep in (300, 950, 990, 2000):
        nested = '{"a":' * deep + "1" + "}" * deep
        assert parsed(f'```tool_call\n{{"name": "weather", "arguments": {nested}}}\n```').problem
