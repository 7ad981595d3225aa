"""The files of a question: given to the page, and confirmed by the chips that it shows for them.

The input itself proves nothing, the page empties it at once (seen 2026-08). A chip with the file's name that is not
busy any more does.
"""

import asyncio
import mimetypes
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.async_api import FilePayload
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bridge.errors import DraftLeft, UploadFailed
from bridge.types import File

if TYPE_CHECKING:
    from scraper.asking.composer import Place

CHIPS = """chips => chips.map(chip => {
  const named = [...chip.querySelectorAll("[aria-label], [title], [alt]")];
  const said = (element) => ["aria-label", "title", "alt"].map((name) => element.getAttribute(name));
  const words = [...chip.innerText.split("\\n"), ...[chip, ...named].flatMap(said)];
  return words.filter(Boolean).map((word) => word.normalize("NFC"));
})"""
"""The words on each chip."""

GLANCE = 0.1  # seconds between two looks
CHIP_COMES = 10.0  # seconds from the choice of a file until its chip is there
CLICK = 5_000  # ms


class Uploads:
    """What is attached in one composer."""

    def __init__(self, page: "Place", patience: float) -> None:
        self._page = page
        self._patience = patience

    async def attach(self, files: Sequence[File]) -> None:
        """Give them to the page. Raises DraftLeft when something is attached that is not ours."""
        await self.take_back(files)  # an earlier run may have got so far
        if await self._chips():
            raise DraftLeft
        if not files:
            return
        chosen = (await self._page.tab()).locator(await self._page.where("file_input")).first
        await chosen.set_input_files([_payload(file) for file in files])

    async def finish(self, files: Sequence[File]) -> None:
        """Wait until the site has them all. Raises UploadFailed."""
        begin, seen = time.monotonic(), 0
        while files:
            chips = await self._chips()
            missing = unmatched(chips, files)
            if not missing and not (await self._page.look()).sees("uploading"):
                return
            waited = time.monotonic() - begin
            if missing and (len(chips) < seen or waited > CHIP_COMES):
                raise UploadFailed(name=missing[0].name, what=await self._why())
            if waited > self._patience:
                raise UploadFailed(name=files[0].name, what="it took too long")
            seen = max(seen, len(chips))
            await asyncio.sleep(GLANCE)

    async def hold(self, files: Sequence[File]) -> bool:
        """Whether just these are attached and whole."""
        chips = await self._chips()
        if len(chips) != len(files) or unmatched(chips, files):
            return False
        return not files or not (await self._page.look()).sees("uploading")

    async def take_back(self, files: Sequence[File]) -> None:
        """Remove the chips of these files, and no others."""
        for _ in files:
            chips = await self._chips()
            ours = [n for n, chip in enumerate(chips) if any(is_named(chip, file.name) for file in files)]
            remove = (await self._page.look()).found["attachment_remove"]
            if not ours or remove is None:
                return
            buttons = (await self._page.tab()).locator(remove.selector).locator("visible=true")
            with suppress(PlaywrightTimeout):
                await buttons.nth(ours[0]).click(timeout=CLICK)

    async def _chips(self) -> list[list[str]]:
        found = (await self._page.look()).found["attachment"]
        if found is None:
            return []
        chips = (await self._page.tab()).locator(found.selector).locator("visible=true")
        words: list[list[str]] = await chips.evaluate_all(CHIPS)
        return words

    async def _why(self) -> str:
        """What the page says about it."""
        if (toast := (await self._page.look()).found["toast"]) is None:
            return "the page does not show it"
        words = (await self._page.tab()).locator(toast.selector).locator("visible=true").first
        try:
            return " ".join((await words.inner_text(timeout=CLICK)).split())
        except PlaywrightTimeout:
            return "the page does not show it"


def unmatched(chips: Sequence[Sequence[str]], files: Sequence[File]) -> list[File]:
    """The files that have no chip; each chip counts for one."""
    free, missing = list(chips), []
    for file in files:
        chip = next((chip for chip in free if is_named(chip, file.name)), None)
        if chip is None:
            missing.append(file)
        else:
            free.remove(chip)
    return missing


def is_named(chip: Sequence[str], name: str) -> bool:
    """Whether a chip shows this file. Long names are shortened, and names that come twice are numbered."""
    stem, dot, suffix = name.rpartition(".")
    numbered = re.compile(re.escape(stem if dot else name) + r"\s?\(\d+\)" + re.escape(dot + suffix if dot else ""))
    return any(name in word or numbered.search(word) or _shortened(word.strip(), name) for word in chip)


def _shortened(word: str, name: str) -> bool:
    begin, dots, end = word.replace("...", "…").partition("…")
    return bool(dots) and len(begin) > 2 and name.startswith(begin.strip()) and name.endswith(end.strip())


def _payload(file: File) -> FilePayload:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return FilePayload(name=file.name, mimeType=kind, buffer=file.content)
