"""What is exported in ChatGPT's shape, and imported into another ledger, is the same there."""

from pathlib import Path

from bridge.cli.bringing import Wish, bring
from bridge.exporting.chatgpt import ChatGPT
from bridge.types import Brought, Which
from scraper.archive.opening import opened
from scraper.archive.reading import quietly
from storage.archive.one_file import all_of, write
from storage.store import SqlStore
from tests.scraper.archive.shapes import chat, said, simple, zipped
from tests.storage.archive import made
from tests.storage.ledgers import at

Said = list[tuple[str, str, str, str, str, list[tuple[str, bytes]]]]


async def told(store: SqlStore) -> Said:
    """All that was said, by whom, with what; in no order."""
    found: Said = []
    async for sheet in all_of(store, Which()):
        question, turn = sheet.turn.question, sheet.turn
        files = [await store.enclosure(one.turn, one.number, asked=one.asked) for one in sheet.enclosed]
        names = [(one.name, one.content) for one in files if one is not None]
        found.append((question.author, question.instructions, question.text, turn.answer, turn.answered_by, names))
    return sorted(found)


async def taken_over(store: SqlStore, folder: Path) -> Said:
    """Exported, and imported into an empty ledger."""
    folder.mkdir()
    await write(store, Which(), ChatGPT(), folder, lambda _: None)
    async with at(f"sqlite:///{folder / 'other.db'}") as other:
        assert isinstance(other, SqlStore)
        with opened(folder) as archive:
            outcome = await bring(other, archive, Wish(author="ana"), quietly)
        assert outcome.unread == []
        with opened(folder) as archive:
            again = await bring(other, archive, Wish(author="ana"), quietly)
        assert again.brought == Brought(known=outcome.brought.new)
        return await told(other)


async def test_what_was_asked_here(store: SqlStore, tmp_path: Path) -> None:
    """Another answer comes back with the question that it answers."""
    await made.fill(store)
    before = [(author, text or "Draw it", answer, files) for author, _, text, answer, _, files in await told(store)]
    after = [
        (author, text, answer, files)
        for author, _, text, answer, _, files in await taken_over(store, tmp_path / "out")
    ]
    assert after == sorted(before)


async def test_what_was_imported(store: SqlStore, tmp_path: Path) -> None:
    """With its files, and what it was told of whoever asked."""
    about = {"user_context_message_data": {"about_user_message": "I grow pears."}}
    drawn = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_bbbbbbbbbb"}
    notes = {"attachments": [{"id": "file-CCCCCCCCCC", "name": "notes.txt", "size": 5}]}
    raw = chat(
        said("1", "system", "", metadata=about),
        said("2", "user", "배는?", metadata=notes),
        said("3", "assistant", "노랑.\n\n```python\nprint()\n```"),
        said("4", "user", "Draw it"),
        said("5", "assistant", ["Here.", drawn], kind="multimodal_text"),
    )
    files = {"file_bbbbbbbbbb-pear.png": b"\x89PNG", "file-CCCCCCCCCC.dat": b"notes"}
    archive = zipped(tmp_path / "a.zip", {"conversations.json": [raw, simple(2, 3)], **files})
    with opened(archive) as export:
        await bring(store, export, Wish(author="ana"), quietly)
    before = await told(store)
    assert len(before) == 5
    assert await taken_over(store, tmp_path / "out") == before
