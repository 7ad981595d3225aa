"""`threadbridge web`: a link for somebody who may read the ledger, also beside a Threadbridge at work."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bridge.cli import app
from bridge.errors import BadConfig
from platforms.web.doors.visitors import hashed
from storage.store import open_store

CONFIG = "[web]\nport = {port}\n{more}"


def config(folder: Path, port: int = 9, more: str = "") -> Path:
    file = folder / "config.toml"
    file.write_text(CONFIG.format(port=port, more=more))
    return file


def run(file: Path, *options: str) -> tuple[str, str]:
    """What it prints, and what it says besides."""
    result = CliRunner().invoke(app, ["web", "--config", str(file), *options], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout, result.stderr


def test_a_link(tmp_path: Path) -> None:
    """It alone is printed; it is good once, and only its hash is kept. Where nothing runs it is said so."""
    link, said = run(config(tmp_path))
    address, _, secret = link.strip().rpartition("#")
    assert address == "http://127.0.0.1:9/enter"
    assert "threadbridge run" in said
    assert secret not in said

    async def enter() -> list[bool]:
        async with open_store(f"sqlite:///{tmp_path}/data/threadbridge.db") as store:
            return [await store.enter(hashed(one), "visit") for one in (secret, secret)]

    assert asyncio.run(enter()) == [True, False]
    assert secret.encode() not in (tmp_path / "data" / "threadbridge.db").read_bytes()


def test_behind_a_proxy(tmp_path: Path) -> None:
    link, _ = run(config(tmp_path, more='address = "http://bridge.example:1"'))
    assert link.startswith("http://bridge.example:1/enter#")


def test_everybody_is_signed_out(tmp_path: Path) -> None:
    link, _ = run(config(tmp_path))
    printed, said = run(config(tmp_path), "--sign-out")
    assert (printed, "signed out" in said) == ("", True)

    async def enter() -> bool:
        async with open_store(f"sqlite:///{tmp_path}/data/threadbridge.db") as store:
            return await store.enter(hashed(link.strip().rpartition("#")[2]), "visit")

    assert not asyncio.run(enter())


@pytest.mark.parametrize(("text", "why"), [("", "[web]"), ("[web]\nport = 0\n", "port = 0")])
def test_where_there_is_no_page(tmp_path: Path, text: str, why: str) -> None:
    """It says what to write."""
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(BadConfig) as refused:
        run(tmp_path / "config.toml")
    assert why in str(refused.value)
