"""`threadbridge doctor chatgpt`: what the page is like here and now, line by line, and what to do about it.

It opens the page on the profile, looks and closes it again. Only the canary asks something: one tiny question, in a
temporary chat, the way of every question.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import Error as PlaywrightError

from bridge.errors import BridgeError, BrowserBusy, Walled
from bridge.events import Rewritten, Text
from bridge.lines import BAD, GOOD, NOTE, Lines
from bridge.log import first_line
from bridge.texts import say
from bridge.types import Language, MessageId, Question, State, Thread, Turn, TurnId
from scraper import generations
from scraper.asking.unsent import Unsent
from scraper.backend import ChatGPT
from scraper.browser.life import Browser, launched
from scraper.generations import Generations
from scraper.page.look import Look
from scraper.page.selfcheck import EXPECTED
from scraper.page.tab import ChatPage
from scraper.settings import ChatGPTSettings

CANARY = "Reply with exactly one word: pong"
SHOWN = 200  # characters of the canary's answer

CHOSEN = """(selector) => {
  const trigger = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());
  const label = trigger && [...trigger.querySelectorAll("*")].filter((one) => !one.closest("[aria-hidden=true]"));
  const text = label?.map((one) => (one.children.length ? "" : one.textContent)).join(" ") || trigger?.textContent;
  return [(text ?? "").trim(), trigger?.dataset.selectedReasoningEffort ?? ""];
}"""


class Doctor:
    """One examination."""

    def __init__(
        self,
        settings: ChatGPTSettings,
        folder: Path,
        language: Language = "en",
        tell: Callable[[str], object] = print,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._language: Language = language
        self._lines = Lines(language, tell)
        self._line = self._lines.line

    async def examine(self, *, canary: bool = False) -> bool:
        """Tells everything; whether all is well."""
        with _quiet():
            known = generations.load(self._folder)
            self._files(known)
            try:
                async with launched(self._settings, self._folder, known) as browser:
                    await self._look(browser, known)
                    if canary and self._lines.well:
                        await self._canary(browser)
            except BrowserBusy as error:
                self._line(BAD, error.say(self._language))
                self._line(NOTE, say("doctor_busy", self._language))
            except BridgeError as error:
                self._wall(error)
            except PlaywrightError as error:
                self._line(BAD, first_line(error))
        return self._lines.end()

    def _files(self, known: Generations) -> None:
        """The user's own selector files."""
        for name in known.used:
            self._line(NOTE, say("doctor_override", self._language, file=name))
        for problem in known.problems.values():
            self._line(BAD, say("doctor_refused", self._language, problem=problem))

    async def _look(self, browser: Browser, known: Generations) -> None:
        async with browser.lend(None) as page:
            wall: BridgeError | None = None
            try:
                await page.go(None)
            except BridgeError as error:
                if page.open_tab is None:
                    raise
                wall = error
            seen = await page.look()
            await self._place(page, seen)
            self._selectors(known, seen)
            await self._account(page, seen)
            for one in seen.states:
                self._line(NOTE, say("doctor_state", self._language, state=one.state.name))
            if wall is not None:
                raise wall

    async def _place(self, page: ChatPage, seen: Look) -> None:
        agent = str(await page.evaluate("navigator.userAgent"))
        version = next((word for word in agent.split() if "Chrome/" in word), agent)
        self._line(GOOD, say("doctor_browser", self._language, version=version))
        self._line(GOOD, say("doctor_address", self._language, address=seen.origin + seen.path))
        if seen.known:
            place = say("doctor_generation", self._language, name=seen.generation, tongue=seen.language or "?")
            self._line(GOOD, place)
        else:
            self._line(BAD, say("doctor_unknown", self._language))

    def _selectors(self, known: Generations, seen: Look) -> None:
        if (generation := known.of(seen.generation)) is None:
            return
        expected = EXPECTED["new chat"]
        for name, candidates in generation.selectors.items():
            found = seen.found[name]
            wanted = expected.get(name)
            sign = NOTE if wanted is None else GOOD if (found is not None) is wanted else BAD
            if found is not None:
                number = candidates.index(found.selector) + 1 if found.selector in candidates else 1
                said = f"{name}: {found.selector} ({number}/{len(candidates)})"
            else:
                said = f"{name}: {say('doctor_nothing', self._language)}"
            self._line(sign, said)
            if sign == BAD:
                file = "app_shell.toml" if generation.name == "app shell" else "classic.toml"
                self._line(
                    NOTE,
                    say(
                        "doctor_mend", self._language, name=name, file=known.folder / file if known.folder else file
                    ),
                )

    async def _account(self, page: ChatPage, seen: Look) -> None:
        if page.session is False:
            self._line(BAD, say("doctor_signed_out", self._language))
        elif page.session or seen.sees("signed_in"):
            self._line(GOOD, say("doctor_signed_in", self._language))
        if (trigger := seen.found.get("model_trigger")) is not None:
            text, effort = await page.evaluate(CHOSEN, trigger.selector)
            self._line(GOOD, say("doctor_model", self._language, model=text or "?", effort=effort or "?"))

    async def _canary(self, browser: Browser) -> None:
        question = Question(
            Thread("doctor", "", "", "canary"), MessageId("canary"), "doctor", CANARY, temporary=True
        )
        turn = Turn(TurnId(0), question, "chatgpt", State.ACCEPTED)
        begin, answer = time.monotonic(), ""
        async with ChatGPT(self._settings, browser, Unsent.of(self._settings, self._folder)).send(turn) as events:
            async for event in events:
                match event:
                    case Text(more):
                        answer += more
                    case Rewritten(text):
                        answer = text
                    case _:
                        pass
        seconds = f"{time.monotonic() - begin:.1f}"
        said = say("doctor_canary", self._language, answer=answer[:SHOWN], seconds=seconds)
        self._line(GOOD if answer else BAD, said)

    def _wall(self, error: BridgeError) -> None:
        told = error.say_to_owner(self._language) if isinstance(error, Walled) else error.say(self._language)
        self._line(BAD, told)
        if isinstance(error, Walled) and error.report is not None:
            self._line(NOTE, say("doctor_report", self._language, report=error.report))


@contextmanager
def _quiet() -> Iterator[None]:
    """What the log would say, the lines say."""
    logger = logging.getLogger("scraper")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
