"""What is exported in ChatGPT's shape comes in again as it was: into another ledger once, and never twice."""

import shutil
from pathlib import Path

from bridge.cli.bringing import Outcome, Wish, bring
from bridge.exporting.chatgpt import ChatGPT
from bridge.types import Brought, Sheet, Which
from scraper.archive.opening import opened
from scraper.archive.reading import quietly
from storage.archive.one_file import all_of, write
from storage.store import SqlStore, open_store
from tests.storage.archive.made import MANGO


async def brought(store: SqlStore, folder: Path) -> Outcome:
    with opened(folder) as archive:
        return await bring(store, archive, Wish(), quietly)


async def all_sheets(store: SqlStore) -> list[Sheet]:
    return [sheet async for sheet in all_of(store, Which())]


def said(sheets: list[Sheet]) -> set[tuple[str, str, str, str, float]]:
    turns = [(one.record.title, one.turn) for one in sheets]
    return {
        (title, turn.question.author, turn.question.text, turn.answer, turn.accepted_at) for title, turn in turns
    }


async def test_it_comes_in_again_as_it_was(filled_ledger: Path, tmp_path: Path) -> None:
    """Words, people, times, titles and files; another answer is a branch, which is found, too."""
    copy = shutil.copy(filled_ledger, tmp_path / "a.db")
    async with open_store(f"sqlite:///{copy}") as store:
        await write(store, Which(), ChatGPT(), tmp_path / "first", lambda _: None)
        before = await all_sheets(store)
    async with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        outcome = await brought(store, tmp_path / "first")
        assert not outcome.unread
        assert (outcome.brought.new, outcome.brought.exchanges, outcome.brought.files) == (2, 4, 2)
        after = await all_sheets(store)
        files = {(one.name, one.picture) for sheet in after for one in sheet.enclosed}
        assert {name for name, _ in files} == {"a b.txt", "pie.png"}
        assert (await brought(store, tmp_path / "first")).brought == Brought(known=2)
    asked = {one.turn.id: one.turn.question.text for one in before}
    asked[before[2].turn.id] = asked[before[1].turn.id]  # the same question, answered once more
    titles = {MANGO: "Mango: pie?"}
    expected = {
        (titles.get(one.record.thread, "What is a monad?"), "ana", asked[turn.id], turn.answer, turn.accepted_at)
        for one in before
        for turn in [one.turn]
    }
    assert said(after) == expected
