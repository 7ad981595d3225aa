"""Unsent texts in the browser's database, as a test sees them: another page may be opened when they are as told."""

from playwright.async_api import Page

KEPT = """
(text) => new Promise((resolve) => {
  indexedDB.open("codex-browser-host").onsuccess = ({ target: { result: database } }) => {
    database.transaction("records").objectStore("records").getAll().onsuccess = ({ target: { result } }) => {
      database.close();
      resolve(JSON.stringify(result).includes(text));
    };
  };
})
"""


async def kept(page: Page, text: str) -> None:
    """The text is in it."""
    await page.wait_for_function(KEPT, arg=text)


async def written(page: Page) -> None:
    """All that the page has written so far is in it: a store's transactions run in order."""
    await page.evaluate(KEPT, "")
