"""All of it into one file, turn by turn, with the files that go along beside it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from bridge.exporting.form import Filed, Form
from bridge.protocols import Store
from bridge.types import Enclosed, Sheet, Which
from storage.archive.files import arriving

Tell = Callable[[int], None]
"""How many turns are done."""


async def all_of(store: Store, which: Which) -> AsyncIterator[Sheet]:
    """Those turns, a page at a time."""
    page = await store.sheets(which)
    while page:
        for sheet in page:
            yield sheet
        page = await store.sheets(which, page[-1])


async def write(store: Store, which: Which, form: Form, folder: Path, tell: Tell) -> tuple[Path, int]:
    """The file, and how many turns are in it. StorageError, and no such file, where it could not be written."""
    file, turns = folder / form.file, 0
    with arriving(file) as opened:
        opened.write(form.begin().encode())
        async for sheet in all_of(store, which):
            files = tuple([await _filed(store, form, folder, sheet, one) for one in sheet.enclosed])
            opened.write(form.add(sheet, files).encode())
            tell(turns := turns + 1)
        opened.write(form.end().encode())
    return file, turns


async def _filed(store: Store, form: Form, folder: Path, sheet: Sheet, one: Enclosed) -> Filed:
    there = await store.enclosure(one.turn, one.number, asked=one.asked)
    content = there.content if there else b""  # it was forgotten a moment ago
    if form.whole:
        return Filed(one, content=content)
    path = form.named(sheet, one)
    target = folder / path
    if not (target.is_file() and target.stat().st_size == len(content)):
        with arriving(target) as opened:
            opened.write(content)
    return Filed(one, path)
