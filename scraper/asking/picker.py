"""The page's model picker: what it has, what it offers, choosing and reading back what was chosen.

One menu in several shapes (seen 2026-06 to 09): a list of models, or on the way to one a second view, a submenu, a
dialog; a slider or a list for how hard it thinks. Nothing is taken for chosen that the menu, opened anew, does not
say.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from playwright.async_api import Locator
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bridge.errors import ModelNotOffered, PageChanged
from bridge.types import Model
from scraper.asking import offer
from scraper.asking.composer import STILL
from scraper.asking.offer import Family, Wanted
from scraper.page.selectors import Name
from scraper.page.tab import ChatPage

ROWS = """rows => rows.map(row => {
  const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  let label = "";
  while (!label && texts.nextNode()) {
    if (!texts.currentNode.parentElement.closest("[aria-hidden='true']")) label = texts.currentNode.data.trim();
  }
  const sold = row.matches("a[href]") || /\\bupgrade\\b|업그레이드/i.test(row.textContent);  // a way to the prices
  const locked = sold || row.matches("[aria-disabled='true'], [data-locked='true'], [data-disabled], :disabled");
  const checked = (row.getAttribute("aria-checked") ?? row.getAttribute("aria-selected")) === "true";
  return { label, checked, locked, why: row.title };
})"""
SLIDER = """slider => {
  // Where it has no words of its own, it is described: "High, 3 of 5." (seen 2026-08).
  const by = slider.closest("[aria-describedby]")?.getAttribute("aria-describedby").split(" ")[0];
  const described = document.getElementById(by ?? "")?.textContent.split(/[,，、]/)[0];
  const says = slider.getAttribute("aria-valuetext") ?? described ?? "";
  return { at: slider.getAttribute("aria-valuenow"), says };
}"""
KEYS = "xpath=ancestor-or-self::*[@tabindex][1]"  # a slider's keys may be heard by what holds it
EFFORT = "data-selected-reasoning-effort"

GLANCE = 0.05  # seconds between two looks
OPENS = 3.0  # seconds within which a menu is there; a page in the background draws none
SHUTS = 2.0  # seconds
STEPS = 20  # of a slider, at most


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    checked: bool
    locked: bool
    why: str


class Picker:
    """Of one page, ready to type in."""

    def __init__(self, page: ChatPage, families: Sequence[Family]) -> None:
        self._page = page
        self._families = families

    async def choose(self, wanted: Wanted) -> Wanted:
        """Make it so; what is chosen then. Raises ModelNotOffered, or PageChanged when it can't be read back."""
        wanted = offer.narrowed(wanted, self._families)
        try:
            if wanted.model:
                await self._choose_model(wanted.model)
                await self._shut()
            effort = await self._effort()
            if wanted.effort and effort != wanted.effort:
                effort = await self._choose_effort(wanted.effort)
        except PlaywrightTimeout as error:
            raise PageChanged(what="its model picker can't be clicked") from error
        finally:
            await self._shut()
        return Wanted(wanted.model, effort)

    async def labels(self) -> list[str]:
        """The models that it lists."""
        try:
            await self._open()
            await self._to_models()
            return [row.label for row in await self._rows("model_option")]
        finally:
            await self._shut()

    async def _choose_model(self, name: str) -> None:
        await self._open()
        await self._to_models()
        rows = await self._rows("model_option")
        at = offer.find(name, [row.label for row in rows], self._families)
        if at is None:
            raise _not_offered(name, (offer.slug(row.label) for row in rows))
        if rows[at].locked:
            raise _not_offered(name, (offer.slug(row.label) for row in rows if not row.locked), rows[at].why)
        if rows[at].checked:
            return
        await (await self._all("model_option")).nth(at).click(timeout=STILL)
        await self._shut()
        await self._open()
        await self._to_models()
        if [row.label for row in await self._rows("model_option") if row.checked] != [rows[at].label]:
            raise PageChanged(what="its model picker does not keep the model that was chosen")

    async def _choose_effort(self, wanted: str) -> str:
        await self._shut()
        await self._open()
        if await self._comes("effort_slider", "effort_option", "model_toggle") == "model_toggle":
            await self._press("model_toggle")
        if await self._comes("effort_slider", "effort_option") == "effort_slider":
            await self._slide(wanted)
        else:
            await self._tick(wanted)
        await self._shut()
        if await self._effort() != wanted:
            raise PageChanged(what="its model picker does not keep the effort that was chosen")
        return wanted

    async def _slide(self, effort: str) -> None:
        """Step by step to the one end, then to the other; back to where it was if it is not there."""
        slider = (await self._all("effort_slider")).first
        begin, seen = await self._place(slider), [await self._slid(slider)]
        for key in ("ArrowRight", "ArrowLeft"):
            for _ in range(STEPS):
                if await self._slid(slider) == effort:
                    return
                at = await self._place(slider)
                await slider.locator(KEYS).press(key, timeout=STILL)
                if await self._place(slider) == at:
                    break
                seen.append(await self._slid(slider))
        if await self._slid(slider) == effort:
            return
        for _ in range(STEPS):
            if (at := await self._place(slider)) == begin:
                break
            await slider.locator(KEYS).press("ArrowRight" if at < begin else "ArrowLeft", timeout=STILL)
        raise _not_offered(effort, dict.fromkeys(seen), await self._lock())

    async def _tick(self, effort: str) -> None:
        rows = await self._rows("effort_option")
        efforts = [offer.named_effort(row.label) for row in rows]
        if effort not in efforts:
            raise _not_offered(effort, efforts)
        row = rows[efforts.index(effort)]
        if row.locked:
            free = (one for one, row in zip(efforts, rows, strict=True) if not row.locked)
            raise _not_offered(effort, free, row.why or "locked")
        await (await self._all("effort_option")).nth(efforts.index(effort)).click(timeout=STILL)

    async def _effort(self) -> str:
        """As the trigger says; where it only has words, as the menu says. Empty where neither does."""
        trigger = (await self._all("model_trigger")).first
        if said := await trigger.get_attribute(EFFORT, timeout=STILL):
            return said
        await self._open()
        if await self._comes("effort_option", "effort_slider") == "effort_slider":
            return await self._slid((await self._all("effort_slider")).first)
        return next((offer.named_effort(row.label) for row in await self._rows("effort_option") if row.checked), "")

    async def _slid(self, slider: Locator) -> str:
        said = await (await self._all("model_trigger")).first.get_attribute(EFFORT, timeout=STILL)
        return said or offer.named_effort((await slider.evaluate(SLIDER))["says"])

    async def _place(self, slider: Locator) -> float:
        return float((await slider.evaluate(SLIDER))["at"])

    async def _lock(self) -> str:
        tab = await self._page.tab()
        locked = tab.locator('[role="menu"] [data-locked="true"]').locator("visible=true")
        return await locked.first.get_attribute("title", timeout=STILL) or "" if await locked.count() else ""

    async def _to_models(self) -> None:
        """From wherever the menu opens to its list of models: step by step, and none of them twice."""
        steps: list[Name] = ["model_submenu", "model_toggle"]
        while (way := await self._comes("model_option", *steps)) != "model_option":
            await self._press(way)
            del steps[steps.index(way) :]

    async def _press(self, name: Name) -> None:
        await (await self._all(name)).first.click(timeout=STILL)

    async def _open(self) -> None:
        if (await self._page.look()).sees("model_menu"):
            return
        trigger = (await self._all("model_trigger")).first
        await trigger.click(timeout=STILL)
        if await self._within(OPENS, "model_menu") is None:
            await (await self._page.tab()).bring_to_front()
            if await self._within(OPENS, "model_menu") is None:
                raise PageChanged(what="its model picker does not open")

    async def _shut(self) -> None:
        """Escape closes it, the submenu first."""
        deadline = time.monotonic() + SHUTS
        while self._page.alive and (await self._page.look()).sees("model_menu") and time.monotonic() < deadline:
            await (await self._page.tab()).keyboard.press("Escape")
            await asyncio.sleep(GLANCE)

    async def _comes(self, *names: Name) -> Name:
        """The first of these that is there, in their order. Raises PageChanged when none comes."""
        if (name := await self._within(OPENS, *names)) is None:
            raise PageChanged(what="its model picker has a new shape")
        return name

    async def _within(self, seconds: float, *names: Name) -> Name | None:
        deadline = time.monotonic() + seconds
        while True:
            seen = await self._page.look()
            if there := [name for name in names if seen.sees(name)]:
                return there[0]
            if time.monotonic() > deadline:
                return None
            await asyncio.sleep(GLANCE)

    async def _all(self, name: Name) -> Locator:
        return (await self._page.tab()).locator(await self._page.where(name)).locator("visible=true")

    async def _rows(self, name: Name) -> list[Row]:
        return [Row(**row) for row in await (await self._all(name)).evaluate_all(ROWS)]


def _not_offered(name: str, offered: Iterable[str], why: str = "") -> ModelNotOffered:
    listed = ", ".join(one for one in offered if one)
    return ModelNotOffered(model=f"{name} ({why})" if why else name, offered=listed)


async def offered(page: ChatPage) -> Sequence[Model]:
    """What can be asked for by name: as the page was told, or as its picker shows."""
    await page.go(None)
    deadline = time.monotonic() + OPENS
    while not page.observer.families and time.monotonic() < deadline:
        await asyncio.sleep(GLANCE)
    families = page.observer.families or [Family(label) for label in await Picker(page, ()).labels()]
    return offer.models(families)
