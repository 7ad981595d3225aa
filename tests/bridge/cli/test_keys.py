"""`threadbridge keys`, and what of it stays."""

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bridge.cli import app
from bridge.cli.console import finish
from bridge.config import load
from bridge.types import ApiKey
from storage.store import open_store

CONFIG = """
[http]
[http.keys.phone]
secret = "phone-secret"
rate = 3
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG)
    return file


def keys(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["keys", *arguments, "--config", str(config)])


def kept(config: Path) -> Sequence[ApiKey]:
    async def read() -> Sequence[ApiKey]:
        async with open_store(load(config).database) as store:
            return await store.keys()

    found: Sequence[ApiKey] = finish(read())
    return found


def test_a_key_is_shown_once_and_kept_as_a_hash(config: Path) -> None:
    """On standard output it stands alone, so that it can go straight to where it is needed."""
    done = keys(config, "add", "laptop", "--rate", "30", "--model", "gpt-5*", "--backend", "chat*")
    assert done.exit_code == 0
    secret = done.stdout.strip()
    assert re.fullmatch(r"sk-tb-[A-Za-z0-9]{43}", secret)
    [key] = kept(config)
    assert key.hash == sha256(secret.encode()).hexdigest()
    assert (key.name, key.rate, key.models, key.backends) == ("laptop", 30, ("gpt-5*",), ("chat*",))
    assert secret.encode() not in b"".join(file.read_bytes() for file in config.parent.rglob("*") if file.is_file())


def test_no_two_keys_are_alike(config: Path) -> None:
    """They are made of chance alone."""
    assert keys(config, "add", "a").stdout != keys(config, "add", "b").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "A b"), "small letters"),
        (("add", "local"), "threadbridge ask"),
        (("add", "phone"), "in config.toml already"),
        (("add", "laptop"), "Revoke it first"),
        (("add", "new", "--backend", "chatpgt"), 'Did you mean "chatgpt"?'),
        (("add", "new", "--model", "a\nb"), "can't be shown"),
        (("add", "new", "--rate", "-1"), "Invalid value"),
        (("revoke", "phone"), "[http.keys.phone]"),
        (("revoke", "nobody"), "no key"),
    ],
    ids=str,
)
def test_what_can_not_be(config: Path, arguments: tuple[str, ...], said: str) -> None:
    """Says why, and changes nothing."""
    keys(config, "add", "laptop")
    before = kept(config)
    done = keys(config, *arguments)
    assert done.exit_code != 0
    assert said in done.stderr
    assert kept(config) == before


def test_the_list(config: Path) -> None:
    """Of all keys, with what each may do and without what would let anybody in."""
    secret = keys(config, "add", "laptop", "--model", "gpt-5", "--model", "o3").stdout.strip()
    keys(config, "add", "ci")
    keys(config, "revoke", "ci")
    shown = keys(config, "list").stdout
    phone, ci, laptop = shown.splitlines()
    assert phone == "phone: from config.toml · 3 a minute"
    assert re.fullmatch(r"ci: since [\d-]+ [\d:]+ · revoked [\d-]+ [\d:]+", ci)
    assert laptop.endswith(" · models gpt-5, o3")
    assert secret not in shown
    assert "phone-secret" not in shown


def test_keys_of_the_terminal_are_not_listed(config: Path) -> None:
    """They were good for one question each."""

    async def ask() -> None:
        async with open_store(load(config).database) as store:
            await store.add_key(ApiKey("local", "aa" * 32))
            await store.revoke_key("local")

    finish(ask())
    assert "local" not in keys(config, "list").stdout


def test_a_revoked_key_can_be_made_anew(config: Path) -> None:
    """Under its old name, which is the channel of what was asked with it."""
    old = keys(config, "add", "laptop").stdout
    assert keys(config, "revoke", "laptop").exit_code == 0
    new = keys(config, "add", "laptop")
    assert new.exit_code == 0
    assert new.stdout != old
    [key] = kept(config)
    assert key.revoked_at == 0


def test_without_an_endpoint_it_is_said(tmp_path: Path) -> None:
    """A key alone lets nobody in."""
    config = tmp_path / "config.toml"
    config.write_text("[defaults]\nlanguage = 'ko'\n")
    assert "[http]" in keys(config, "add", "laptop").stderr
    config.write_text("")
    assert "laptop" in keys(config, "list").stdout
