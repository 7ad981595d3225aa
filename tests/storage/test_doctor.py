"""`threadbridge doctor ledger`: what is whole is called whole, what is not is named, and nothing is changed."""

import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bridge.events import Opened, Sent
from bridge.lines import Lines
from bridge.texts import say
from bridge.types import Anchor, ConversationId, File, MessageId, Question, Thread
from storage.backup.files import brought_to
from storage.doctor import IMPOSSIBLE, examine
from storage.store import open_store
from tests.storage.backup.made import ledger

HELLO = Question(Thread("slack", "T", "C", "1"), MessageId("1"), "U", "hello")


def said(place: Path, *, full: bool = False) -> tuple[bool, str]:
    """Whether all is well, and all the lines."""
    lines = list[str]()
    well = examine(f"sqlite:///{place}", place.parent / "backups", Lines("en", lines.append), full=full)
    return well, "\n".join(lines)


@pytest.mark.parametrize("full", [False, True])
async def test_a_ledger_of_every_state_is_well(tmp_path: Path, full: bool) -> None:
    """Beside the Store that writes it; not a byte is changed."""
    place = tmp_path / "ledger.db"
    async with open_store(f"sqlite:///{place}") as store:
        for message in range(1, 8):
            await store.accept(Question(HELLO.thread, MessageId(str(message)), "U", "hello"), "fake")
        one, two, three, four, five, six, seven = [turn.id for turn in await store.history(HELLO.thread)]
        for turn in (two, three, four, five):
            await store.asking(turn)
        for turn in (three, four, five):
            await store.record(turn, Opened(ConversationId("c1")))
            await store.record(turn, Sent(Anchor(f"a{turn}")))
            await store.record(turn, File("a.txt", b"a"))
        await store.answered(four, "yes")
        await store.answered(five, "yes")
        await store.delivered(five)
        await store.failed(six, "no")
        await store.told(six)
        await store.withdraw(HELLO.thread, MessageId("7"))
        await store.erase_turn(five)
        assert (one, seven) == (1, 7)
        before = place.read_bytes()
        well, lines = said(place, full=full)
        assert well, lines
        assert place.read_bytes() == before
    assert "7 questions, 4 of them not at their end" in lines
    assert f"None of {len(IMPOSSIBLE)} things" in lines
    assert "There is no backup" in lines


SPOILS = {
    "ledger_unknown_state": "UPDATE turns SET state = 'lost'",
    "ledger_ended_early": "UPDATE turns SET ended = 1",
    "ledger_never_ended": "UPDATE turns SET state = 'delivered'",
    "ledger_asked_at_no_time": "UPDATE turns SET state = 'asked'",
    "ledger_without_home": "UPDATE turns SET home = ''",
    "ledger_not_erased": "UPDATE turns SET state = 'withdrawn', ended = 1",
    "ledger_of_tomorrow": f"UPDATE turns SET accepted_at = {time.time() + 200_000}",
    "ledger_files_of_erased": """UPDATE turns SET state = 'withdrawn', ended = 1, text = '';
        INSERT INTO files VALUES (7, 'question', 1, 'file', 'a', x'00')""",
    "ledger_chained": "INSERT INTO joined VALUES ('a', 'b', 0), ('b', 'c', 0)",
}
TURN = """INSERT INTO turns (id, platform, workspace, channel, thread, message, author, text, instructions, model,
    held, backend, state, ended, accepted_at, asking_at, ended_at, anchor, answer, answered_by, stopped, reason,
    home) VALUES
    (7, 'slack', 'T', 'C', '1', '1', 'U', 'What is a monad?', '', 'm', 0,
     'chatgpt', 'accepted', 0, 1.0, 0.0, 0.0, NULL, '', '', 0, '', 'slack/T/C/1')"""


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_can_not_be_is_named(tmp_path: Path, what: str) -> None:
    """With how often, and the first of them; and nothing else is."""
    place = ledger(tmp_path / "ledger.db", {})
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.executescript(f"{TURN};{SPOILS[what]}")
    well, lines = said(place)
    assert not well
    assert [line for line in lines.splitlines() if line.startswith("!!")] == [
        f"!!  {say('ledger_impossible', what=say(what), count=1, first=0 if what == 'ledger_chained' else 7)}"
    ]


def test_damage_is_found_with_the_way_back(tmp_path: Path) -> None:
    """A page that is not what it was."""
    place = ledger(tmp_path / "ledger.db", {})
    size = place.stat().st_size
    with place.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * 4096)
    well, lines = said(place)
    assert not well
    assert "threadbridge restore FILE --replace" in lines


def test_what_is_no_database_is_no_surprise(tmp_path: Path) -> None:
    """Somebody's text file, an empty one, none at all."""
    place = tmp_path / "ledger.db"
    assert said(place)[0]
    place.write_text("a note " * 1000)
    well, lines = said(place)
    assert not well
    assert "not a database" in lines


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has rights of another kind")
def test_a_file_that_others_may_read_is_named_with_the_cure(tmp_path: Path) -> None:
    """A copy with wide rights."""
    place = ledger(tmp_path / "ledger.db", {})
    place.chmod(0o644)
    well, lines = said(place)
    assert not well
    assert f"chmod 600 {place}" in lines


def test_another_version_is_named(tmp_path: Path) -> None:
    """An older one is brought up to date by the next start; a newer one wants the newer program again."""
    place = tmp_path / "ledger.db"
    place.touch(0o600)
    brought_to(place, "0003")
    well, lines = said(place)
    assert well
    assert "of version 0003; the next start brings it to" in lines
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    well, lines = said(place)
    assert not well
    assert "Install the newer Threadbridge again" in lines


def test_the_newest_backup_is_named(tmp_path: Path) -> None:
    """By its day."""
    place = ledger(tmp_path / "ledger.db", {})
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "threadbridge-20261101-031500.db").touch()
    assert "ok  The newest backup is of" in said(place)[1]


async def test_what_is_stuck_and_what_was_given_up_is_named(tmp_path: Path) -> None:
    """With the command that does something about it; a question of just now is not stuck."""
    place = tmp_path / "ledger.db"
    now = time.time()
    async with open_store(f"sqlite:///{place}", lambda: now) as store:
        for message in ("1", "2", "3"):
            await store.accept(Question(HELLO.thread, MessageId(message), "U", "hello"), "fake")
            now -= 7200
        _, stuck, gone = await store.history(HELLO.thread)
        await store.failed(gone.id, "too late", given_up=True)
        await store.told(gone.id)
    well, lines = said(place)
    assert well, lines
    assert f"1 hour or more: 1, the first is the turn {stuck.id}" in lines
    assert "were given up: 1" in lines
    assert "threadbridge turns retry --all" in lines
