"""The words by which a model learns of tools and forms, calls and results."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.http.answer.calls.lenient import Wanted
from platforms.http.answer.calls.parser import parse
from platforms.http.asking import terms
from platforms.http.request.chat import Chat
from platforms.http.request.form import AnyJson, Schema
from platforms.http.request.messages import Message, Role
from platforms.http.request.tools import Call, Tool, Toolbox

BOX = Toolbox((Tool("weather", "How it is.", {"type": "object"}), Tool("time", "", {})))
PLAIN = Chat("m", ())
JSON = Schema("age", {"type": "integer"}, description="In years.")


def test_the_tools() -> None:
    """One in a line, with what is known of it."""
    told = terms.tools(BOX)
    assert (
        '\n{"name":"weather","description":"How it is.","parameters":{"type":"object"}}\n{"name":"time"}\n' in told
    )
    assert terms.SEVERAL in told
    assert terms.ONE in terms.tools(replace(BOX, parallel=False))
    assert terms.tools(replace(BOX, choice="none")) == terms.tools(Toolbox()) == ""


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        (PLAIN, ""),
        (replace(PLAIN, toolbox=BOX), ""),
        (replace(PLAIN, toolbox=replace(BOX, choice="none")), terms.NOT_NOW),
        (replace(PLAIN, toolbox=replace(BOX, choice="required")), terms.MUST),
        (replace(PLAIN, toolbox=replace(BOX, allowed=("time",))), terms.ONLY % "time"),
        (
            replace(PLAIN, form=AnyJson()),
            "Answer with one ```json code block and nothing else. It holds one JSON object.",
        ),
        (replace(PLAIN, form=AnyJson(), toolbox=replace(BOX, choice="required")), terms.MUST),
    ],
)
def test_what_goes_for_one_answer(chat: Chat, expected: str) -> None:
    assert terms.demands(chat) == expected


def test_a_schema() -> None:
    """With its name and what it is for; beside tools it is for words alone."""
    told = terms.demands(replace(PLAIN, form=JSON))
    assert told.endswith('JSON that fits this schema (age: In years.):\n\n```json\n{"type":"integer"}\n```')
    assert terms.demands(replace(PLAIN, form=JSON, toolbox=BOX)) == terms.UNLESS_CALLED + told


def test_once_more() -> None:
    """With what is problem, and what was asked for."""
    assert terms.once_more("it rains", replace(PLAIN, form=AnyJson())).startswith(
        "Your answer can't be used, because it rains. Answer once more, whole and corrected. Answer with one"
    )
    assert terms.CALL in terms.once_more("it rains", replace(PLAIN, toolbox=BOX))


def called(*calls: Call) -> terms.Calls:
    return terms.calls_of([Message(Role.ASSISTANT, "", calls=calls)])


def test_a_result_names_its_call() -> None:
    """Of several calls of a tool also what it was called with: the model has never seen an id."""
    paris, rome = (Call(f"c{number}", "weather", f'{{"city": "`{city}`"}}') for number, city in enumerate("PR"))
    said = Message(Role.TOOL, "20", call_id="c1")
    once, twice = called(replace(paris, id="c1")), called(paris, rome)
    assert terms.result(said, once) == "```tool_result weather c1\n20\n```"
    assert terms.result(said, twice) == '```tool_result weather c1 {"city": "\'R\'"}\n20\n```'
    assert terms.result(Message(Role.TOOL, "20", name="add"), called()) == "```tool_result add\n20\n```"


def test_a_result_can_not_end_its_own_block() -> None:
    assert terms.result(Message(Role.TOOL, "````\n```\n"), called()) == "`````tool_result\n````\n```\n\n`````"


@given(st.dictionaries(st.text("ab`{}\n\"'é"), st.text("ab`{}\n\"'é") | st.integers(0, 9)))
def test_a_call_is_written_as_it_is_read(arguments: dict[str, object]) -> None:
    """So that a model that repeats what it sees is understood."""
    written = terms.call(Call("c", "weather", terms._json(arguments)))
    assert parse(f"Well.\n{written}\n", ("weather",)).wanted == (Wanted("weather", arguments),)


def test_arguments_that_are_no_json() -> None:
    """Callers may send anything back."""
    assert (
        terms.call(Call("c", "weather", "Paris")) == '```tool_call\n{"name": "weather", "arguments": "Paris"}\n```'
    )
