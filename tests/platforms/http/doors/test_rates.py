"""How often a key may ask."""

from pathlib import Path

import pytest

from bridge.events import Text
from platforms.http.doors.keys import Caller
from platforms.http.doors.rates import Rates, spelt
from platforms.http.errors import ApiError
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, serving

TWO = {"laptop": {"secret": "laptop-secret", "rate": 2}, "phone": {"secret": "phone-secret"}}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_as_many_as_it_may_and_then_evenly() -> None:
    """A minute's requests at once, and after that one in its share of a minute."""
    clock = Clock()
    rates, six = Rates(clock), Caller("a", rate=6)
    for left in (5, 4, 3, 2, 1, 0):
        assert rates.take(six)["x-ratelimit-remaining-requests"] == str(left)
    clock.now += 4
    with pytest.raises(ApiError) as refused:
        rates.take(six)
    assert (refused.value.status, refused.value.type, refused.value.code) == (
        429,
        "requests",
        "rate_limit_exceeded",
    )
    assert refused.value.headers == {
        "x-ratelimit-limit-requests": "6",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "56s",
        "retry-after": "6",
        "retry-after-ms": "6000",
    }
    clock.now += 6
    rates.take(six)


def test_a_refusal_costs_nothing() -> None:
    """Whoever asks too often is not kept out for longer."""
    clock = Clock()
    rates, one = Rates(clock), Caller("a", rate=1)
    rates.take(one)
    for _ in range(5):
        with pytest.raises(ApiError):
            rates.take(one)
    clock.now += 60
    assert rates.take(one)["x-ratelimit-remaining-requests"] == "0"


def test_others_are_not_counted() -> None:
    """Each has its own, and who has no limit hears nothing of one."""
    rates = Rates(Clock())
    rates.take(Caller("a", rate=1))
    rates.take(Caller("b", rate=1))
    assert rates.take(Caller("c")) == {}


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0ms"), (0.25, "250ms"), (1, "1s"), (59.2, "1m0s"), (90, "1m30s")]
)
def test_how_a_span_is_spelt(seconds: float, said: str) -> None:
    """As clients read it in their headers."""
    assert spelt(seconds) == said


async def test_over_the_wire(tmp_path: Path) -> None:
    """Every answer says how the key stands; looking at the models costs nothing."""
    async with serving(FakeBackend(Text("a")), tmp_path, keys=TWO) as served:
        laptop = {"authorization": "Bearer laptop-secret"}
        async with served.post(HELLO, **laptop) as response:
            assert response.headers["x-ratelimit-remaining-requests"] == "1"
        async with served.http.get(f"{served.v1}/models", headers=laptop) as response:
            assert response.status == 200
        assert (await served.refused({}, **laptop)).headers["x-ratelimit-remaining-requests"] == "0"
        refused = await served.refused(HELLO, **laptop)
        assert (refused.status, refused.code) == (429, "rate_limit_exceeded")
        assert "x-should-retry" not in refused.headers
        async with served.post(HELLO, authorization="Bearer phone-secret") as response:
            assert response.status == 200
            assert "x-ratelimit-limit-requests" not in response.headers
        assert len(served.backend.asked) == 2
