"""What is photographed, and how large."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, async_playwright

from bridge.bridge import Bridge
from bridge.events import AnsweredBy, Opened, Text
from bridge.protocols import Platform
from bridge.types import Channel, ConversationId, Language, MessageId, Question, Rules
from platforms.web.platform import WebPlatform
from platforms.web.settings import WebSettings
from scraper.executable import installed
from storage.store import open_store
from tests.fakes import Step
from tests.platforms.web.screen.town import Clock, Elsewhere, fill, many
from tests.standins.screen.author import MODELS, SLOW, Author, halves, text


@dataclass(frozen=True)
class Scene:
    name: str
    path: str
    language: Language = "en"
    dark: bool = False
    phone: bool = False


SCENES = (
    Scene("home", "/"),
    Scene("thread", "/t/web/~/general/1", "ko"),
    Scene("thread-dark", "/t/slack/T1/C02/3", dark=True),
    Scene("maths", "/t/discord/G1/901/6"),
    Scene("find", "/find?q=asyncio", "ko"),
    Scene("status", "/status"),
    Scene("phone", "/t/web/~/general/1", "ko", phone=True),
)
NOON = 12 * 3600.0


async def draw(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    async with town() as page, browser() as chromium:
        for scene in SCENES:
            path = folder / f"web-{scene.name}.png"
            path.write_bytes(await shot(chromium, page, scene))
            print(f"{path}  {path.stat().st_size / 1000:.0f} kB")
        path = folder / "web-streaming.png"
        path.write_bytes(await streaming(chromium, page))


async def shot(chromium: Browser, page: WebPlatform, scene: Scene) -> bytes:
    async with entered(chromium, page, scene) as tab:
        await tab.goto(page.address + scene.path)
        await tab.wait_for_load_state("networkidle")
        return await tab.screenshot()


async def streaming(chromium: Browser, page: WebPlatform) -> bytes:
    """An answer in its middle."""
    async with entered(chromium, page, Scene("streaming", "/", "ko")) as tab:
        await tab.goto(page.address)
        await tab.locator("textarea").fill(SLOW)
        await tab.keyboard.press("Enter")
        await tab.locator("[data-firm] p").wait_for()
        return await tab.screenshot()


@asynccontextmanager
async def entered(chromium: Browser, page: WebPlatform, scene: Scene) -> AsyncIterator[Page]:
    size = {"width": 390, "height": 780} if scene.phone else {"width": 1180, "height": 800}
    context = await chromium.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        device_scale_factor=2 if scene.phone else 1.2,
        color_scheme=_scheme(scene),
        reduced_motion="reduce",
        has_touch=scene.phone,
    )
    try:
        tab = await context.new_page()
        await tab.goto(await page.invitation("/status"))
        await tab.wait_for_url("**/status")
        await context.add_cookies([{"name": "threadbridge_language", "value": scene.language, "url": page.address}])
        yield tab
    finally:
        await context.close()


def _scheme(scene: Scene) -> Literal["dark", "light"]:
    return "dark" if scene.dark else "light"


@asynccontextmanager
async def town() -> AsyncIterator[WebPlatform]:
    """The page over a ledger in which something stands."""
    today = datetime.fromtimestamp(time.time()).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    clock = Clock(today.timestamp() + NOON)
    before, _ = halves(text("streaming"))
    steps: list[Step] = [Opened(ConversationId("s")), AnsweredBy("gpt-5"), Text(before), asyncio.Event()]
    backend = Author({SLOW: steps})

    def rules(place: Channel) -> Rules:
        return Rules("every", "chatgpt", "", "", "en")

    with tempfile.TemporaryDirectory() as folder:
        async with open_store(f"sqlite:///{folder}/ledger.db", clock=clock) as store:
            await fill(store, clock)
            for thread, days in many():
                clock.now -= days * 86_400
                asked = Question(thread, MessageId(thread.thread), "ana", "How do we rotate the keys?")
                turn = await store.accept(asked, "chatgpt")
                assert turn
                await store.record(turn.id, AnsweredBy("gpt-5"))
                await store.answered(turn.id, "So.")
                await store.delivered(turn.id)
                clock.now += days * 86_400
            while await store.index():
                pass
            page = WebPlatform(WebSettings(port=0, name="ana"), store, store, clock)
            platforms: Mapping[str, Platform] = {"web": page, "slack": Elsewhere(), "discord": Elsewhere()}
            bridge = Bridge(store, {"chatgpt": backend}, platforms, rules)
            await bridge.controls.models("chatgpt")
            assert bridge.controls.known_models("chatgpt") == MODELS
            running = asyncio.create_task(page.run(bridge))
            try:
                await page.serving.wait()
                yield page
            finally:
                running.cancel()
                await asyncio.wait({running})
                await bridge.close()


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=installed(), chromium_sandbox=False)
        try:
            yield chromium
        finally:
            await chromium.close()
