"""The whole program over several APIs, as config.toml names them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bridge.app import App, opened
from bridge.config import load
from bridge.errors import BadConfig
from bridge.events import Notice, Shown, Text
from bridge.openai import OPENAI
from bridge.types import MessageId, Question, Thread
from tests.bridge.openai.upstream import Upstream

HERE = Thread("http", "", "me", "t")

CONFIG = """
[defaults]
backend = "openai"
{rules}
[openai]
base_url = "{first}"
model = "one"
monthly_budget = 2
[openai.prices.one]
input = 100000
output = 0
[openai.accounts.near]
base_url = "{second}"
model = "two"
api = "responses"
"""


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set where the tests run is not theirs."""
    monkeypatch.delenv("THREADBRIDGE__OPENAI__API_KEY", raising=False)


@asynccontextmanager
async def running(folder: Path, rules: str = "") -> AsyncIterator[tuple[App, Upstream, Upstream]]:
    async with Upstream() as first, Upstream() as second:
        file = folder / "config.toml"
        file.write_text(CONFIG.format(first=first.v1, second=second.v1, rules=rules))
        async with opened(load(file)) as app:
            yield app, first, second


async def asked(app: App, text: str, message: str, model: str = "") -> Sequence[Shown]:
    async with app.bridge.ask(Question(HERE, MessageId(message), "ann", text, model=model)) as feed:
        return [event async for event in feed]


def words(events: Sequence[Shown]) -> str:
    return "".join(event.more for event in events if isinstance(event, Text))


async def test_a_thread_goes_from_one_api_to_another(tmp_path: Path) -> None:
    """Each by its name and on its wire, with the whole Thread."""
    async with running(tmp_path, 'failover = "openai/near"') as (app, first, second):
        assert words(await asked(app, "say: one", "1")) == "one"
        assert words(await asked(app, "say: two", "2", "openai/near:")) == "two"
        assert words(await asked(app, "say: three", "3")) == "three"
        turns = await app.bridge.store.history(HERE)
    assert [turn.backend for turn in turns] == ["openai", "openai/near", "openai"]
    assert [body["model"] for body in (*first.asked, *second.asked)] == ["one", "one", "two"]
    assert [one["content"] for one in second.asked[0]["input"]] == ["say: one", "one", "say: two"]
    assert [one["content"] for one in first.asked[1]["messages"]][2:] == ["say: two", "two", "say: three"]


async def test_when_the_money_is_spent(tmp_path: Path) -> None:
    """It is the API's own; who asks is told."""
    async with running(tmp_path, 'failover = "openai/near"') as (app, first, _):
        said = [await asked(app, "say: hello", str(number)) for number in range(5)]
        turn = (await app.bridge.store.history(HERE))[-1]
    assert turn.reason.startswith('This month\'s budget for "openai", 2 US dollars')
    assert [words(events) for events in said] == ["hello"] * 4 + [""]
    assert len(first.asked) == 4


async def test_one_api_stands_in_for_another(tmp_path: Path) -> None:
    """With the Thread as it stands, and marked."""
    async with running(tmp_path, 'failover = "openai/near"') as (app, first, second):
        await asked(app, "say: one", "1")
        first.busy = True
        events = await asked(app, "say: two", "2")
        turn = (await app.bridge.store.history(HERE))[-1]
    assert (turn.backend, turn.answer) == ("openai/near", "two")
    assert any(isinstance(event, Notice) and "openai/near" in event.text for event in events)
    assert [one["content"] for one in second.asked[0]["input"]] == ["say: one", "one", "say: two"]


async def test_an_api_of_nobody_is_a_mistake(tmp_path: Path) -> None:
    """Said when the file is read."""
    with pytest.raises(BadConfig, match='no account "far" of openai'):
        async with running(tmp_path, 'failover = "openai/far"'):
            pytest.fail("it was opened")


async def test_what_is_wrong_with_an_api_names_its_section(tmp_path: Path) -> None:
    """So that the right key is set."""
    async with running(tmp_path, 'failover = "openai/near"') as (app, _, second):
        second.shut = True
        await asked(app, "say: one", "1", "openai/near:")
        turn = (await app.bridge.store.history(HERE))[-1]
    assert "[openai.accounts.near]" in turn.reason


async def test_openai_itself_needs_a_key_of_its_own(tmp_path: Path) -> None:
    """Nobody's key goes to another house."""
    (tmp_path / "config.toml").write_text(
        '[defaults]\nbackend = "openai/far"\n[openai]\nbase_url = "http://127.0.0.1:1/v1"\napi_key = "sk-near"\n'
        f'[openai.accounts.far]\nbase_url = "{OPENAI}"\n'
    )
    with pytest.raises(BadConfig, match=r"openai\.accounts\.far\] needs a key.*OPENAI__ACCOUNTS__FAR__API_KEY"):
        async with opened(load(tmp_path / "config.toml")):
            pytest.fail("it was opened")


async def test_what_the_endpoint_names_is_there(tmp_path: Path) -> None:
    """As what a name asks for, what is asked behind the scenes, or what a key may ask."""
    async with running(tmp_path, '[http]\nport = 0\nbackground = "openai/near:small"') as (app, *_):
        assert app.bridge.backends.keys() == {"openai", "openai/near"}
