"""instructor: typed answers by tools, by JSON schema and by asking for JSON, whole and as they grow."""

from collections.abc import Iterator

import instructor
import pytest
from openai import OpenAI
from pydantic import BaseModel

from tests.clients.older import MODEL

MODES = [
    instructor.Mode.TOOLS,
    instructor.Mode.TOOLS_STRICT,
    instructor.Mode.JSON,
    instructor.Mode.JSON_SCHEMA,
    instructor.Mode.MD_JSON,
    instructor.Mode.RESPONSES_TOOLS,
]
GROWING = [mode for mode in MODES if mode is not instructor.Mode.RESPONSES_TOOLS]


class Person(BaseModel):
    """What is to be found in a sentence."""

    name: str
    age: int


@pytest.fixture
def plain(endpoint: str) -> Iterator[OpenAI]:
    with OpenAI() as client:
        yield client


def asked(sentence: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": sentence}]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: str(mode.value))
def test_typed(plain: OpenAI, mode: instructor.Mode) -> None:
    """Each of its ways to ask."""
    client = instructor.from_openai(plain, mode=mode)
    person = client.chat.completions.create(
        model=MODEL, response_model=Person, messages=asked("Jason is 25 years old."), max_retries=0
    )
    assert (person.name, person.age) == ("Jason", 25)


@pytest.mark.parametrize("mode", GROWING, ids=lambda mode: str(mode.value))
def test_growing(plain: OpenAI, mode: instructor.Mode) -> None:
    """Streamed: what is there so far."""
    client = instructor.from_openai(plain, mode=mode)
    *_, last = client.chat.completions.create_partial(
        model=MODEL, response_model=Person, messages=asked("Jason is 25 years old.")
    )
    assert (last.name, last.age) == ("Jason", 25)


def test_several(plain: OpenAI) -> None:
    """A list of them."""
    client = instructor.from_openai(plain)
    people = client.chat.completions.create_iterable(
        model=MODEL, response_model=Person, messages=asked("Jason is 25 years old."), max_retries=0
    )
    assert list(people) == [Person(name="Jason", age=25)]
