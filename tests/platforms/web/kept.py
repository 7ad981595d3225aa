"""Screenshots that a test leaves in build/screens, for whoever wants to see what it saw."""

from pathlib import Path

from playwright.async_api import Page

SCREENS = Path(__file__).parents[3] / "build" / "screens"


async def keep(page: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SCREENS / f"{name}.png")
