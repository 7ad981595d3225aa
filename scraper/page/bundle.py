"""A failure in a folder: what stood in the way, for a person to look at, with nothing of any conversation in it.

``<data>/reports/<time>-<error>/`` holds outline.html (the page's skeleton without texts), network.txt (what the
page asked for: no bodies, no headers, no queries), versions.txt and screenshot.png (texts made invisible). The
newest ten stay. Writing one never takes the place of the error that it is about.
"""

import asyncio
import logging
import platform
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from bridge.errors import Walled
from bridge.log import first_line
from scraper.generations import Generations
from scraper.page.look import Look
from scraper.page.states import States
from scraper.page.tab import ChatPage

logger = logging.getLogger(__name__)

OUTLINE = files("scraper.page").joinpath("outline.js").read_text("utf-8")
HIDDEN = files("scraper.page").joinpath("hidden.css").read_text("utf-8")

FOLDER = "reports"
KEPT = 10
AGAIN = 600.0  # seconds; the same wall is looked at again and again, and does not change
PATIENCE = 20.0  # seconds for all of it
PICTURE = 10_000  # ms

PLAIN = "{ color: #111 !important; -webkit-text-fill-color: #111 !important; background-color: #eee !important }"
WHAT_A_KNOWN_WALL_SAYS = ":is({places}) :is(h1, h2, h3, p, span, strong, button, div)"
WHAT_A_STRANGE_ONE_IS = ":is({places}) :is(h1, h2, h3, button)"
WHAT_THE_SITE_SAYS = "body :is(h1, h2, p, button)"


class Reports:
    """The folders of one data folder."""

    def __init__(self, folder: Path, generations: Generations, clock: Callable[[], float] = time.monotonic) -> None:
        self.folder = folder / FOLDER
        self._generations = generations
        self._clock = clock
        self._last: tuple[type[Walled], float, Path] | None = None

    @asynccontextmanager
    async def kept(self, page: ChatPage) -> AsyncIterator[None]:
        """A wall that ends the block has a report."""
        try:
            yield
        except Walled as error:
            if error.report is None:
                error.report = await self.of(error, page)
            raise

    async def of(self, error: Walled, page: ChatPage) -> Path | None:
        """Where it is; None when there is nothing to be seen."""
        if self._last is not None and self._last[0] is type(error) and self._clock() < self._last[1] + AGAIN:
            return self._last[2]
        if (tab := page.open_tab) is None:
            return None
        try:
            folder = await asyncio.to_thread(_new_folder, self.folder, type(error).__name__)
        except OSError as problem:
            logger.warning("no report could be written: %s", problem)
            return None
        await self._fill(folder, error, page, tab)
        self._last = type(error), self._clock(), folder
        logger.warning("%s: what the page looked like is in %s", type(error).__name__, folder)
        return folder

    async def _fill(self, folder: Path, error: Walled, page: ChatPage, tab: Page) -> None:
        """As much of it as can be had."""
        seen: Look | None = None
        try:
            (folder / "network.txt").write_text("".join(f"{one}\n" for one in page.trail.passed), "utf-8")
            async with asyncio.timeout(PATIENCE):
                seen = await page.look()
                (folder / "outline.html").write_text(str(await tab.evaluate(OUTLINE)), "utf-8")
                style = HIDDEN + readable(self._generations.states, seen)
                await tab.screenshot(
                    path=folder / "screenshot.png", style=style, animations="disabled", timeout=PICTURE
                )
        except (PlaywrightError, TimeoutError, OSError) as problem:
            logger.warning("the report is not whole: %s", first_line(problem))
        finally:
            with_versions = _versions(error, seen, self._generations, await _browser(tab))
            _written(folder / "versions.txt", with_versions)


def readable(states: States, seen: Look) -> str:
    """The style that shows what stands in the way, and nothing that is somebody's own."""
    places = states.places
    private = ", ".join(f"{css}, {css} *" for css in (*states.quoted, *places["turn"]))
    plain = f":not({private}) {PLAIN}"
    if not seen.known:
        # Unless it is known to be the site's own word, it may be a conversation in a new dress.
        says = any("page" in one.state.places for one in seen.states)
        return f"{WHAT_THE_SITE_SAYS}{plain}" if says else ""
    if seen.strange:
        return f"{WHAT_A_STRANGE_ONE_IS.format(places=', '.join(places['dialog']))}{plain}"
    said = {place for one in seen.states if one.state.stops for place in one.state.places}
    shown = ", ".join(css for place in ("dialog", "notice") if place in said for css in places[place])
    return f"{WHAT_A_KNOWN_WALL_SAYS.format(places=shown)}{plain}" if shown else ""


def _new_folder(reports: Path, error: str) -> Path:
    reports.mkdir(parents=True, exist_ok=True, mode=0o700)
    now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    folder = reports / f"{now}-{error}"
    folder.mkdir(mode=0o700)
    for old in sorted(path for path in reports.iterdir() if path.is_dir())[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _versions(error: Walled, seen: Look | None, generations: Generations, browser: str) -> str:
    lines = {
        "error": f"{type(error).__name__}: {error}",
        "states": ", ".join(one.state.name for one in seen.states) if seen else "?",
        "generation": (seen.generation or "none that is known") if seen else "?",
        "language": seen.language if seen else "?",
        "selectors": ", ".join(generations.used) or "ours",
        "not used": ", ".join(generations.problems) or "nothing",
        "threadbridge": version("threadbridge"),
        "playwright": version("playwright"),
        "python": platform.python_version(),
        "browser": browser,
        "system": platform.platform(),
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


async def _browser(tab: Page) -> str:
    try:
        async with asyncio.timeout(PATIENCE / 4):
            return str(await tab.evaluate("navigator.userAgent"))
    except (PlaywrightError, TimeoutError):
        return "?"


def _written(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as problem:
        logger.warning("the report is not whole: %s", problem)
