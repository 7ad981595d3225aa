"""The owner, who sits at the browser's window and does what the program asks for.

Takes back what a mishap typed into our composer; and when the program says that it waits, also any other draft that
stands there, such as the half of a question of which the other half was deleted.
"""

import asyncio
from contextlib import suppress

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from tests.soak.crowd import SOMEBODYS
from tests.soak.mishaps import EDITOR, Scene

SEES = 1.0  # seconds after which a draft that still stands there is taken away
STORED = """([words, all]) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("codex-browser-host", 1);
  opening.onerror = () => reject(opening.error);
  opening.onupgradeneeded = () => opening.result.createObjectStore("records");
  opening.onsuccess = () => {
    const change = opening.result.transaction("records", "readwrite");
    change.oncomplete = () => { opening.result.close(); resolve(); };
    change.onerror = () => reject(change.error);
    const walk = change.objectStore("records").openCursor();
    walk.onsuccess = () => {
      const at = walk.result;
      if (!at) return;
      const kept = Object.entries(at.value).filter(([, draft]) => !all && !JSON.stringify(draft).includes(words));
      at.update(Object.fromEntries(kept));
      at.continue();
    };
  };
})"""
"""Takes drafts out of the browser's own store, those of pages that are not open."""


class Person:
    """Looks at the window every second."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._stood: dict[Page, str] = {}

    async def sit(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(SEES)
            with suppress(PlaywrightError, TimeoutError):  # the window closed meanwhile
                async with asyncio.timeout(5), self._scene.window() as context:  # or hangs
                    if context is not None:
                        await self._look(context)

    async def _look(self, context: BrowserContext) -> None:
        tabs = [tab for tab in context.pages if tab.url.startswith(self._scene.site.url)]
        before, self._stood = self._stood, {}
        for tab in tabs:
            with suppress(PlaywrightError):
                await self._tidy(tab, before.get(tab, ""))
        if tabs:
            await tabs[0].evaluate(STORED, [SOMEBODYS, self._scene.waits()])

    async def _tidy(self, tab: Page, before: str) -> None:
        editor = tab.locator(EDITOR).locator("visible=true").last
        draft = await editor.inner_text(timeout=1000) if await editor.count() else ""
        if not draft.strip():
            return
        if draft != before or not (SOMEBODYS in draft or self._scene.waits()):
            self._stood[tab] = draft
            return
        await editor.press("Control+a", timeout=1000)
        await editor.press("Delete", timeout=1000)
