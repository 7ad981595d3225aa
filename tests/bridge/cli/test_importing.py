"""`threadbridge import`: old chats from a file into the ledger, whoever is at work on it."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bridge.cli import app, bringing
from bridge.errors import BadConfig
from bridge.types import Brought, ConversationId, File, MessageId, Question, Thread
from scraper.archive import reading
from scraper.archive.opening import opened
from scraper.archive.reading import quietly
from storage.store import SqlStore, open_store
from tests.scraper.archive.shapes import CONVERSATION, chat, said, simple, zipped
from tests.storage.ledgers import at


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(f'[storage]\nurl = "sqlite:///{tmp_path / "ledger.db"}"\n')
    return file


def run(config: Path, file: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["import", str(file), "--config", str(config), *arguments])


def ledger(config: Path) -> str:
    return f"sqlite:///{config.parent / 'ledger.db'}"


async def told(url: str, thread: Thread) -> list[tuple[str, str, str]]:
    async with at(url) as store:
        return [(one.question.author, one.question.text, one.answer) for one in await store.history(thread)]


def test_an_export_comes_in_once(config: Path, tmp_path: Path) -> None:
    """And later only what is new in it."""
    file = zipped(tmp_path / "a.zip", {"conversations.json": [simple(1, 2), simple(2)]})
    done = run(config, file, "--author", "kim")
    assert "2 chats that are new, 0 that have grown, 3 questions" in done.stdout
    assert "2 chats were here already" in run(config, file).stdout
    later = {"conversations-000.json": [simple(1, 2), simple(2, 2)], "conversations-001.json": [simple(3)]}
    assert "1 chats that are new, 1 that have grown, 2 questions" in run(config, zipped(file, later)).stdout
    there = Thread("chatgpt", "", "2025-06", "00000000-0000-4000-8000-000000000001")
    assert asyncio.run(told(ledger(config), there)) == [
        ("kim", "question 1.0", "answer 1.0"),
        ("kim", "question 1.1", "answer 1.1"),
    ]


def test_a_damaged_one_leaves_nothing(config: Path, tmp_path: Path) -> None:
    """Not even what was whole in it; in the language of config.toml."""
    config.write_text(config.read_text() + '[defaults]\nlanguage = "ko"\n')
    file = tmp_path / "cut.json"
    file.write_text(json.dumps([simple(1), simple(2)])[:-50], "utf-8")
    failed = run(config, file)
    assert failed.exit_code == 1
    assert "1번째 대화" in failed.stderr
    assert not (tmp_path / "ledger.db").exists()


def test_what_nobody_understands_is_named(config: Path, tmp_path: Path) -> None:
    """All others come in."""
    file = zipped(
        tmp_path / "a.zip", {"conversations.json": [simple(1), {"title": "Odd", "mapping": 7}, simple(3)]}
    )
    done = run(config, file)
    assert done.exit_code == 1
    assert "2 chats that are new" in done.stdout
    assert 'number 2 of the file, "Odd"' in done.stderr


def test_projects_and_accounts_have_names(config: Path, tmp_path: Path) -> None:
    """Given on the command line; others are refused."""
    config.write_text(config.read_text() + '[chatgpt.accounts.kim]\nprofile = "kim"\n')
    raw = chat(said("1", "user", "a?"), said("2", "assistant", "A"), gizmo_id="g-p-1")
    file = zipped(tmp_path / "a.zip", {"conversations.json": [raw]})
    assert run(config, file, "--project", "g-p-1=과수원", "--account", "kim").exit_code == 0

    async def backends() -> list[str]:
        async with at(ledger(config)) as store:
            return [turn.backend for turn in await store.history(Thread("chatgpt", "", "과수원", CONVERSATION))]

    assert asyncio.run(backends()) == ["chatgpt/kim"]
    assert isinstance(run(config, file, "--account", "lee").exception, BadConfig)
    assert isinstance(run(config, file, "--project", "과수원").exception, BadConfig)


def test_many_files_come_in_several_steps(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as memory has room for at once; and none where nobody wants them."""
    monkeypatch.setattr(bringing, "BYTES", 10)
    names = [f"file-{letter * 10}" for letter in "ABCDE"]
    asked = [
        said(f"{n}", "user", f"{n}?", metadata={"attachments": [{"id": name, "name": f"{n}.txt"}]})
        for n, name in enumerate(names)
    ]
    files: dict[str, object] = {f"{name}.dat": b"6bytes" for name in names}
    file = zipped(tmp_path / "a.zip", {"conversations.json": [chat(*asked), simple(1)], **files})
    assert "5 questions and 0 files" in run(config, file, "--no-files").stdout.replace("6 questions", "5 questions")
    done = run(config, file).stdout
    assert "1 that have grown, 0 questions and 5 files. 1 chats were here already" in done
    assert "2 chats were here already" in run(config, file).stdout

    async def came() -> list[File]:
        async with at(ledger(config)) as store:
            thread = Thread("chatgpt", "", "2025-06", CONVERSATION)
            last = await store.accept(Question(thread, MessageId("x"), "kim", "last?"), "chatgpt")
            assert last
            return [one for some in (await store.files(thread, last.id)).values() for one in some]

    assert asyncio.run(came()) == [File(f"{n}.txt", b"6bytes") for n in range(5)]


async def test_what_was_broken_off_goes_on_where_it_was(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was there by then is whole."""
    monkeypatch.setattr(bringing, "CHATS", 1)
    monkeypatch.setattr(reading, "AT_ONCE", 1000)
    file = zipped(tmp_path / "a.zip", {"conversations.json": [simple(n, 2) for n in range(9)]})
    read = 0

    def breaks_off(some: int) -> None:
        nonlocal read
        read += some
        if read > archive.size // 2:
            raise KeyboardInterrupt

    with opened(file) as archive, pytest.raises(KeyboardInterrupt):
        await bringing.bring(store, archive, bringing.Wish(), breaks_off)
    with opened(file) as archive:
        rest = (await bringing.bring(store, archive, bringing.Wish(), quietly)).brought
    assert 0 < rest.known < 9
    assert rest == Brought(new=9 - rest.known, known=rest.known, exchanges=2 * (9 - rest.known))


async def test_it_works_beside_one_that_is_at_work(store: SqlStore, tmp_path: Path) -> None:
    """Which has the ledger open, and sees what came."""
    thread = Thread("slack", "T1", "C1", "1")
    assert await store.accept(Question(thread, MessageId("1"), "kim", "a?"), "chatgpt")
    url = store._database.writing.url.render_as_string(hide_password=False)
    with opened(zipped(tmp_path / "a.zip", {"conversations.json": [simple(1, 3)]})) as archive:
        async with open_store(url) as beside:
            outcome = await bringing.bring(beside, archive, bringing.Wish(), quietly)
    assert outcome.brought == Brought(new=1, exchanges=3)
    other = Thread("slack", "T1", "C1", "2")
    await store.adopt(other, "chatgpt", ConversationId("00000000-0000-4000-8000-000000000001"))
    assert len(await store.history(other)) == 3
