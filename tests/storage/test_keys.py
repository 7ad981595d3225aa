"""The keys that programs show: what is kept of them, and what another process sees."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.protocols import Keyring
from bridge.types import ApiKey
from storage.store import open_store
from tests.storage.ledgers import NOW

LAPTOP = ApiKey("laptop", "aa" * 32, rate=5, models=("gpt-5", "chatgpt:*"), backends=("chatgpt",))


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'ledger.db'}"


@pytest.fixture
async def keyring(tmp_path: Path) -> AsyncIterator[Keyring]:
    async with open_store(url(tmp_path), clock=lambda: NOW) as store:
        yield store


async def test_what_was_added_is_there(keyring: Keyring) -> None:
    """By name, with all that was said of it."""
    assert await keyring.add_key(LAPTOP)
    assert await keyring.add_key(ApiKey("ci", "bb" * 32))
    ci, laptop = await keyring.keys()
    assert laptop == replace(LAPTOP, created_at=NOW)
    assert (ci.name, ci.rate, ci.models, ci.backends) == ("ci", 0, (), ())


async def test_a_good_key_is_not_replaced(keyring: Keyring) -> None:
    """Whoever has it would be locked out without a word."""
    await keyring.add_key(LAPTOP)
    assert not await keyring.add_key(replace(LAPTOP, hash="cc" * 32, rate=9))
    assert await keyring.keys() == [replace(LAPTOP, created_at=NOW)]


async def test_a_revoked_key_stays_known(keyring: Keyring) -> None:
    """That there were keys once is what keeps the door shut."""
    await keyring.add_key(LAPTOP)
    assert await keyring.revoke_key("laptop")
    assert not await keyring.revoke_key("laptop")
    assert not await keyring.revoke_key("phone")
    assert await keyring.keys() == [replace(LAPTOP, created_at=NOW, revoked_at=NOW)]


async def test_a_name_can_be_given_again(keyring: Keyring) -> None:
    """A key that was lost is revoked and made anew; what is asked with it stays in its channel."""
    await keyring.add_key(LAPTOP)
    await keyring.revoke_key("laptop")
    assert await keyring.add_key(replace(LAPTOP, hash="cc" * 32, models=()))
    assert await keyring.keys() == [replace(LAPTOP, hash="cc" * 32, models=(), created_at=NOW)]


async def test_another_process_sees_it_at_once(tmp_path: Path) -> None:
    """As the server does what the command line changed."""
    async with open_store(url(tmp_path)) as server:
        assert await server.keys() == []
        async with open_store(url(tmp_path)) as command:
            await command.add_key(LAPTOP)
        assert [key.name for key in await server.keys()] == ["laptop"]


def test_the_hash_is_not_shown() -> None:
    """Not in a log, either."""
    assert "aaaa" not in repr(LAPTOP)
