"""What answers cost."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bridge.errors import BadQuestion, BudgetSpent, ModelUnpriced, NotReady
from bridge.openai import OpenAISettings
from bridge.openai.budget import Budget
from bridge.openai.prices import Price, price, priced
from bridge.types import Used
from storage.store import open_store
from tests.bridge.openai.api import WHOLE, Api, chunk, told
from tests.bridge.world import HERE, question

CHEAP, DEAR = Price(input=1, output=4), Price(input=10, output=40, cached=1)
PRICES = {"mini": CHEAP, "mini-pro": DEAR}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("mini",), CHEAP),
        (("mini-2024-07-18",), CHEAP),
        (("mini-pro-2",), DEAR),
        (("minimal",), None),
        (("", "mini-pro"), DEAR),
        (("other", "mini"), CHEAP),
        ((), None),
    ],
)
def test_whose_price_it_is(names: tuple[str, ...], expected: Price | None) -> None:
    """That of the name, or of the version of a model that it names."""
    assert price(PRICES, *names) == expected


@pytest.mark.parametrize(
    ("used", "of", "cost"),
    [
        (Used(1000, 100), CHEAP, 0.0014),
        (Used(1000, 100, cached=800), CHEAP, 0.0014),
        (Used(1000, 100, cached=800), DEAR, 0.0068),
        (Used(100, 0, cached=800), DEAR, 0.0001),
        (Used(1000, 100), None, None),
    ],
)
def test_what_it_costs(used: Used, of: Price | None, cost: float | None) -> None:
    """What was sent before costs less, where the price says so; without a price nobody knows."""
    assert priced(used, of).cost == pytest.approx(cost)


async def test_the_apis_own_count_is_told_with_its_cost(tmp_path: Path) -> None:
    """At the end, once, though some servers count in every chunk."""
    early, late = (
        {**chunk(), "choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": count, "total_tokens": 0}}
        for count in (1, 100)
    )
    late["usage"]["prompt_tokens_details"] = {"cached_tokens": 500}
    api = Api((early, *WHOLE[:2], late, "[DONE]"))
    async with api.backend(tmp_path, prices={"gpt-4o-mini": {"input": 1, "output": 4, "cached": 0.5}}) as backend:
        events = await told(backend)
    [used] = [event for event in events if isinstance(event, Used)]
    assert used == events[-1] == Used(1000, 100, 500, used.cost, "upstream")
    assert used.cost == pytest.approx(0.00115)


async def test_a_server_that_can_not_count_is_asked_without(tmp_path: Path) -> None:
    """And from then on at once; what it took is estimated."""
    api = Api(WHOLE, refuses="stream_options")
    async with api.backend(tmp_path) as backend:
        for _ in range(2):
            events = await told(backend)
    assert [("stream_options" in asked) for asked in api.asked] == [True, False, False]
    assert isinstance(events[-1], Used)
    assert events[-1].counted == "estimated"


async def test_what_was_left_costs_too(tmp_path: Path) -> None:
    """An answer that somebody stops is counted as far as it came."""
    api = Api(WHOLE)
    prices = {"gpt-4o-mini": {"input": 1_000_000, "output": 1}}
    async with api.backend(tmp_path, prices=prices) as backend:
        store = backend._store
        turn = await store.accept(question(), "fake")
        assert turn is not None
        async with backend.send(turn) as events:
            async for _ in events:
                break
        (kept,) = await store.history(HERE)
    assert kept.used is not None
    assert kept.used.counted == "estimated"
    assert kept.used.cost == pytest.approx(kept.used.prompt, rel=0.01)


async def test_a_months_budget(tmp_path: Path) -> None:
    """What is spent is the ledger's, by backend and month; the next month is a new one."""
    now = [1_764_500_000.0]  # 2025-11-30
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}", clock=lambda: now[0]) as store:
        budget = Budget(store, "openai", 2.0, clock=lambda: now[0])
        for number, (backend, cost) in enumerate([("openai", 1.5), ("openai/other", 5.0), ("openai", 0.6)]):
            await budget.check()
            turn = await store.accept(question(message=str(number)), backend, free={backend})
            assert turn is not None
            await store.record(turn.id, Used(1, 1, cost=cost))
            now[0] += 2
        with pytest.raises(BudgetSpent, match="2 US dollars") as caught:
            await budget.check()
        assert isinstance(caught.value, NotReady)
        now[0] += 86_400
        await budget.check()


async def test_a_spent_budget_asks_nothing(tmp_path: Path) -> None:
    """Neither what the bridge asks, nor what is passed on."""
    api = Api(WHOLE)
    more = {"monthly_budget": 0.001, "prices": {"gpt-4o-mini": {"input": 1000, "output": 1000}}}
    async with api.backend(tmp_path, **more) as backend:
        turn = await backend._store.accept(question(), "fake")
        assert turn is not None
        await backend._store.record(turn.id, (await told(backend))[-1])
        with pytest.raises(BudgetSpent):
            await told(backend)
        with pytest.raises(BudgetSpent):
            async with backend.forward("chat/completions", {"messages": []}):
                pytest.fail("it was passed on")
    assert len(api.asked) == 1


async def test_with_a_budget_every_price_has_to_be_known(tmp_path: Path) -> None:
    """Else it could not be kept."""
    with pytest.raises(ValidationError, match="monthly_budget needs a price"):
        OpenAISettings(monthly_budget=1.0)
    api = Api(WHOLE)
    async with api.backend(tmp_path, model="mini", monthly_budget=1.0, prices={"mini": CHEAP}) as backend:
        asked = {"model": "unknown", "messages": []}
        with pytest.raises(ModelUnpriced, match="unknown") as caught:
            async with backend.forward("chat/completions", asked):
                pytest.fail("it was passed on")
    assert isinstance(caught.value, BadQuestion)
    assert not api.asked


def test_an_account_has_a_key_and_a_budget_of_its_own() -> None:
    """What one house knows is sent to no other; the rest is inherited."""
    ours = OpenAISettings.model_validate(
        {
            "api_key": "sk-first",
            "timeout": 7,
            "model": "mini",
            "monthly_budget": 1,
            "prices": {"mini": CHEAP},
            "accounts": {"near": {"base_url": "http://127.0.0.1:1/v1", "api": "responses"}},
        }
    )
    near = ours.account("near")
    assert (near.api_key, near.monthly_budget, near.prices, near.accounts) == (None, 0, {}, {})
    assert (near.base_url, near.api, near.model, near.timeout) == ("http://127.0.0.1:1/v1", "responses", "mini", 7)
    assert ours.account("") is ours


def test_where_the_longest_answer_has_its_new_name() -> None:
    """OpenAI's newer models refuse the old one, and other servers don't know the new one."""
    at = {"https://api.openai.com/v1": "max_completion_tokens", "http://127.0.0.1:11434/v1": "max_tokens"}
    assert {url: OpenAISettings(base_url=url).limit_name for url in at} == at
