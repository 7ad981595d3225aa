"""Keys that come and go while the endpoint runs."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from bridge.events import Text
from bridge.protocols import Site
from bridge.types import ApiKey
from platforms.http import plugin
from platforms.http.doors.keys import FRESH, Caller, Keys
from platforms.http.errors import ApiError
from platforms.http.settings import HttpSettings
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, refusal, serving

LAPTOP = ApiKey("laptop", sha256(b"laptop-secret").hexdigest(), rate=7, models=("m",), backends=("b",))
SHOWN = {"Authorization": "Bearer laptop-secret"}
PHONE = HttpSettings.model_validate({"keys": {"phone": {"secret": "phone-secret", "rate": 2}}}).keys


class Ring:
    """A keyring in memory, and a clock; counts how often it is read."""

    def __init__(self, *keys: ApiKey) -> None:
        self.held = list(keys)
        self.reads = 0
        self.now = 100.0

    async def keys(self) -> Sequence[ApiKey]:
        self.reads += 1
        return list(self.held)

    async def add_key(self, key: ApiKey) -> bool:
        raise NotImplementedError

    async def revoke_key(self, name: str) -> bool:
        raise NotImplementedError


def keys(ring: Ring) -> Keys:
    return Keys({}, ring, lambda: ring.now)


async def test_what_is_known_of_whoever_shows_it() -> None:
    """Its name and what it may do; of config.toml's keys the same."""
    both = Keys(PHONE, Ring(LAPTOP))
    assert await both.caller(SHOWN) == Caller("laptop", 7, ("m",), ("b",))
    assert await both.caller({"x-api-key": "phone-secret"}) == Caller("phone", 2)


async def test_a_key_that_was_made_just_now() -> None:
    """Is known at once, however short ago the keyring was read."""
    ring = Ring(replace(LAPTOP, name="other", hash="00" * 32))
    known = keys(ring)
    with pytest.raises(ApiError):
        await known.caller(SHOWN)
    ring.held.append(LAPTOP)
    ring.now += 0.001
    assert (await known.caller(SHOWN)).name == "laptop"


async def test_a_key_that_was_revoked() -> None:
    """Lets nobody in after a second; and the door stays shut, for those without a key as well."""
    ring = Ring(LAPTOP)
    known = keys(ring)
    await known.caller(SHOWN)
    ring.held = [replace(LAPTOP, revoked_at=1.0)]
    ring.now += FRESH + 0.001
    for headers in (SHOWN, {}):
        with pytest.raises(ApiError) as refused:
            await known.caller(headers)
        assert refused.value.status == 401
    assert not await known.open()


async def test_an_empty_database_opens_nothing() -> None:
    """A door that was shut stays so; and where others can reach us there has to be a key."""
    ring = Ring(LAPTOP)
    known = keys(ring)
    assert not await known.open()
    ring.held = []
    ring.now += FRESH + 0.001
    for emptied in (known, Keys({}, Ring(), alone=False)):
        with pytest.raises(ApiError):
            await emptied.caller(SHOWN)
        assert not await emptied.open()


async def test_the_first_key_shuts_the_door() -> None:
    """Which was open to everybody on this machine."""
    ring = Ring()
    known = keys(ring)
    assert await known.open()
    assert (await known.caller({})).name == "local"
    ring.held.append(LAPTOP)
    ring.now += FRESH + 0.001
    assert not await known.open()
    with pytest.raises(ApiError):
        await known.caller({})


async def test_the_keyring_is_read_once_a_second() -> None:
    """Not for every request."""
    ring = Ring(LAPTOP)
    known = keys(ring)
    for _ in range(50):
        await known.caller(SHOWN)
        ring.now += FRESH / 50
    assert ring.reads <= 2


async def test_a_running_endpoint_learns_of_them(tmp_path: Path) -> None:
    """Through the ledger, as the command line writes it; a new key is never refused."""
    async with serving(FakeBackend(Text("a")), tmp_path) as served:
        async with served.post(HELLO) as response:
            assert response.status == 200
        await served.store.add_key(replace(LAPTOP, models=(), backends=()))
        async with served.post(HELLO, **SHOWN) as response:
            assert response.status == 200
        assert served.backend.asked[-1].question.author in ("local", "laptop")


async def test_a_restart_after_the_last_was_revoked(tmp_path: Path) -> None:
    """Nobody is let in who was not before."""
    async with serving(FakeBackend(Text("a")), tmp_path) as served:
        await served.store.add_key(LAPTOP)
        await served.store.revoke_key("laptop")
    async with serving(FakeBackend(Text("a")), tmp_path) as served:
        assert (await served.refused(HELLO)).status == 401
        assert (await served.refused(HELLO, **SHOWN)).code == "invalid_api_key"
        async with served.http.get(f"{served.v1}/models") as response:
            assert (await refusal(response)).status == 401


async def test_strangers_with_a_key_of_the_keyring(site: Site) -> None:
    """Then config.toml needs none to listen where other machines can reach it."""
    assert site.keyring is not None
    await site.keyring.add_key(LAPTOP)
    async with plugin.open(HttpSettings(host="0.0.0.0"), site):
        pass
