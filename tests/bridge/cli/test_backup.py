"""`threadbridge backup` and `threadbridge restore`, as they are typed."""

import signal
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner, Result

from bridge.cli import app
from bridge.cli.backup import tidily
from bridge.cli.console import finish
from bridge.config import load
from bridge.types import MessageId, Question, Thread
from storage.backup.files import OURS, arriving, backups_in
from storage.store import open_store

HELLO = Question(Thread("slack", "T", "C", "1"), MessageId("1"), "U", "hello")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Beside a ledger with one question."""
    file = tmp_path / "config.toml"
    file.write_text('[defaults]\nlanguage = "ko"\n')
    ask(file)
    return file


def ask(config: Path, url: str = "") -> None:
    async def accept() -> None:
        async with open_store(url or load(config).database) as store:
            await store.accept(HELLO, "fake")

    finish(accept())


def asked(url: str) -> list[str]:
    async def read() -> list[str]:
        async with open_store(url) as store:
            return [turn.question.text for turn in await store.history(HELLO.thread)]

    found: list[str] = finish(read())
    return found


def typed(config: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--config", str(config)])


def test_there_and_back(config: Path, tmp_path: Path) -> None:
    """What is printed is the file; with the ledger gone, it is one again."""
    made = typed(config, "backup")
    assert made.exit_code == 0, made.stderr
    file = Path(made.stdout.strip())
    assert file.parent == tmp_path / "data" / "backups"
    assert OURS.fullmatch(file.name)
    assert "질문 1개" in made.stderr
    (tmp_path / "data" / "threadbridge.db").unlink()
    done = typed(config, "restore", file)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "질문 1개" in done.stdout
    assert asked(load(config).database) == ["hello"]


def test_into_another_database(config: Path, tmp_path: Path) -> None:
    """Whose url then has to stand in config.toml; the ledger of now is not touched."""
    file, url = tmp_path / "there.db", f"sqlite:///{tmp_path / 'other.db'}"
    assert typed(config, "backup", file).stdout == f"{file}\n"
    done = typed(config, "restore", file, "--into", url, "--exact")
    assert "[storage]" in done.stdout
    assert asked(url) == asked(load(config).database) == ["hello"]


def test_what_is_there_makes_way_when_it_is_said(config: Path, tmp_path: Path) -> None:
    """And its name is told."""
    file = Path(typed(config, "backup", tmp_path).stdout.strip())
    refused = typed(config, "restore", file)
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    done = typed(config, "restore", file, "--replace")
    assert done.exit_code == 0
    [old] = (tmp_path / "data" / "backups").iterdir()
    assert str(old) in done.stdout
    assert asked(f"sqlite:///{old}") == ["hello"]


def test_a_running_bridge_is_noticed(config: Path, tmp_path: Path) -> None:
    """It would go on writing into what is not the ledger any more; a backup is no trouble to it."""
    file = tmp_path / "backup.db"
    with FileLock(tmp_path / "data" / "threadbridge.lock"):
        assert typed(config, "backup", file).exit_code == 0
        refused = typed(config, "restore", file, "--replace")
    assert refused.exit_code == 1
    assert "다른 Threadbridge" in refused.stderr


def test_a_url_with_a_password_is_not_repeated(config: Path, tmp_path: Path) -> None:
    """Not even one that can't be read, or half of one that was not written as it should be."""
    file = tmp_path / "backup.db"
    typed(config, "backup", file)
    assert "SECRET" not in (unread := typed(config, "restore", file, "--into", "kim:SECRET@")).stderr
    assert unread.exit_code == 1
    server = "127.0.0.1:1/x"
    for url in (f"kim:SECRET@{server}", f"kim:a@SECRET@{server}", f"kim@{server}?password=SECRET"):
        refused = typed(config, "restore", file, "--into", f"postgresql://{url}")
        assert refused.exit_code == 1
        assert refused.stderr
        assert "?." not in refused.stderr
        assert "SECRET" not in refused.stderr + refused.stdout


def test_backups_are_known_by_their_names(tmp_path: Path) -> None:
    """These say when they were made; nothing else in the folder is ever deleted."""
    names = [f"threadbridge-2026110{day}-031500.db" for day in range(1, 6)]
    for name in [*names, "threadbridge.db", "before-restore-20261101-031500.db", "mine.db"]:
        (tmp_path / name).touch()
    assert [one.name for one in backups_in(tmp_path)] == names
    assert backups_in(tmp_path / "none") == []


def test_keep_leaves_so_many(config: Path, tmp_path: Path) -> None:
    """The new one is among them."""
    folder = tmp_path / "data" / "backups"
    folder.mkdir(parents=True)
    for day in range(1, 4):
        (folder / f"threadbridge-2020110{day}-031500.db").touch()
    made = typed(config, "backup", "--keep", "2")
    assert {one.name for one in folder.iterdir()} == {
        "threadbridge-20201103-031500.db",
        Path(made.stdout.strip()).name,
    }


def test_where_there_is_nothing_nothing_is_made(tmp_path: Path) -> None:
    """No folder either, which others could look into."""
    config = tmp_path / "config.toml"
    config.write_text('folder = "data"\n')
    assert "nothing to back up" in typed(config, "backup").stderr
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]


def test_told_to_end_it_leaves_nothing_half_done(tmp_path: Path) -> None:
    """Or a hidden file as large as the ledger would stay in the folder for ever."""
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as ended, tidily(), arriving(tmp_path / "backup.db"):
        signal.raise_signal(signal.SIGTERM)
    assert ended.value.code == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) == before
