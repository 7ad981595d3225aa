"""What the doctor says of an API."""

import pytest

from bridge.lines import Lines
from bridge.openai import OpenAISettings
from bridge.openai.doctor import examine
from tests.bridge.openai.upstream import Upstream


async def looked_at(address: str, *, canary: bool = False, **settings: object) -> tuple[bool, str]:
    """Whether all is well, and what was said."""
    told: list[str] = []
    ours = OpenAISettings.model_validate({"base_url": address, "retries": 0, "model": "far", **settings})
    well = await examine(ours, Lines(tell=told.append), section="openai.accounts.near", canary=canary)
    return well, "\n".join(told)


@pytest.mark.parametrize("wire", ["chat", "responses"])
async def test_all_is_well(wire: str) -> None:
    """It answers, has the model, and one tiny question comes back with its count."""
    async with Upstream() as api:
        well, told = await looked_at(api.v1, api=wire, canary=True, prices={"far": {"input": 1, "output": 1}})
        assert len(api.asked) == 1
    assert well
    assert "offers 1 models, far among them" in told
    assert "5 + 2 tokens" in told
    assert "costs" not in told


async def test_without_a_canary_nothing_is_asked() -> None:
    """Looking costs nothing; what is not known of costs is said."""
    async with Upstream() as api:
        well, told = await looked_at(api.v1)
        assert not api.asked
    assert well
    assert "[openai.accounts.near.prices]" in told


async def test_another_model_has_to_be_set() -> None:
    """One of those that there are."""
    async with Upstream() as api:
        well, told = await looked_at(api.v1, model="near")
    assert not well
    assert "Set `model` to one of: far." in told


async def test_nothing_answers() -> None:
    """Neither where the key is wrong, nor where nobody listens; the section is named."""
    async with Upstream() as api:
        api.shut = True
        well, told = await looked_at(api.v1, canary=True)
    assert (well, "Set `api_key` in [openai.accounts.near]" in told) == (False, True)
    well, told = await looked_at(api.v1)
    assert (well, "Check `base_url` in [openai.accounts.near]" in told) == (False, True)


async def test_the_canary_is_refused() -> None:
    """Though the models were listed."""
    async with Upstream() as api:
        api.busy = True
        well, told = await looked_at(api.v1, canary=True)
    assert not well
    assert "too many requests" in told
