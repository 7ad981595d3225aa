"""Every node comes to the same slot by itself, and an account is in one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.cluster.plan import ALL, Plan, planned, refuse_shared
from bridge.errors import BadConfig

TWO = Plan({"first": ("chatgpt",), "second": ("chatgpt/kim", "openai")})


def test_without_a_name_there_is_one_slot_with_everything() -> None:
    """So that a second node is a spare."""
    plan = planned({})
    assert plan.names == (ALL,)
    assert plan.slot_of("chatgpt/kim", "h") == plan.slot_of("openai", "h") == ALL
    assert plan.backends_of(ALL, {"chatgpt", "openai"}) == {"chatgpt", "openai"}


def test_each_slot_has_its_own_and_the_first_has_the_rest() -> None:
    """What nobody has named is not lost."""
    assert [TWO.slot_of(name, "h") for name in ("chatgpt", "chatgpt/kim", "openai", "other")] == [
        "first",
        "second",
        "second",
        "first",
    ]
    known = {"chatgpt", "chatgpt/kim", "openai", "other"}
    assert TWO.backends_of("first", known) == {"chatgpt", "other"}
    assert TWO.backends_of("second", known - {"openai"}) == {"chatgpt/kim"}


def test_an_account_in_two_slots_is_refused_with_both_named() -> None:
    """An API may be in both."""
    plan = Plan({"first": ("chatgpt", "openai"), "second": ("openai", "chatgpt")})
    with pytest.raises(BadConfig) as refused:
        refuse_shared(plan, {"chatgpt"})
    assert 'chatgpt is in "first" and "second"' in str(refused.value)
    refuse_shared(plan, set())


@given(st.text(max_size=30), st.integers(2, 6))
def test_another_slot_takes_homes_and_moves_none_between_the_others(home: str, count: int) -> None:
    """Rendezvous: a home stays, or goes to the new one."""
    names = [f"s{number}" for number in range(count)]
    before = Plan(dict.fromkeys(names, ("openai",))).slot_of("openai", home)
    after = Plan(dict.fromkeys([*names, "new"], ("openai",))).slot_of("openai", home)
    assert after in (before, "new")


def test_the_homes_are_shared_out() -> None:
    """About as many to each."""
    plan = Plan(dict.fromkeys(("a", "b"), ("openai",)))
    there = [plan.slot_of("openai", f"slack/T/C/{number}") for number in range(400)]
    assert 140 < there.count("a") < 260
