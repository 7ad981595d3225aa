"""`threadbridge doctor openai`: whether an API answers, has the model and counts, line by line, and what to do.

It only lists the models; with `--canary` it asks one tiny question, which costs a few tokens.
"""

import time
from contextlib import aclosing

from bridge.answering.dialogue import Dialogue, Exchange
from bridge.errors import BackendError
from bridge.events import Event, Text
from bridge.lines import Lines, Words
from bridge.openai.chat import ChatWire
from bridge.openai.errors import in_our_words
from bridge.openai.prices import price
from bridge.openai.responses import ResponsesWire
from bridge.openai.sdk import Sdk
from bridge.openai.settings import OpenAISettings
from bridge.openai.wish import Wish
from bridge.spent import said
from bridge.types import Used

CANARY = "Answer with one word: yes"


async def examine(settings: OpenAISettings, lines: Lines, *, section: str = "openai", canary: bool = False) -> bool:
    """The API of this section; whether all is well."""
    async with aclosing(Sdk(settings)) as sdk:
        doctor = Doctor(sdk, settings, lines, section)
        if await doctor.models() and canary:
            await doctor.canary()
        doctor.prices()
    return lines.end()


class Doctor(Words):
    """Of one API."""

    def __init__(self, sdk: Sdk, settings: OpenAISettings, lines: Lines, section: str) -> None:
        super().__init__(lines)
        self._sdk, self._settings, self._lines, self._section = sdk, settings, lines, section

    async def models(self) -> bool:
        """Whether it answers."""
        of = self._settings
        self.note("api_address", section=self._section, address=of.base_url, wire=of.api)
        client = await self._sdk.client()
        try:
            with in_our_words(self._section):
                offered = [model.id async for model in client.models.list()]
        except BackendError as error:
            self.bad("api_silent", what=self.why(error))
            return False
        if of.model in offered:
            self.good("api_models", count=len(offered), model=of.model)
        else:
            self.bad("api_no_model", count=len(offered), model=of.model, offered=", ".join(offered[:20]))
        return True

    async def canary(self) -> None:
        """One tiny question, as the backend would ask it."""
        kind = ResponsesWire if self._settings.api == "responses" else ChatWire
        wish = Wish(self._settings.model, Dialogue("", (), Exchange(CANARY)), language=self._lines.language)
        began = time.monotonic()
        told: list[Event] = []
        try:
            async with kind(self._sdk, self._settings, self._section).asked(wish) as events:
                told = [event async for event in events]
        except BackendError as error:
            self.bad("api_silent", what=self.why(error))
            return
        answer = "".join(event.more for event in told if isinstance(event, Text))
        self.good("doctor_canary", answer=answer.strip(), seconds=round(time.monotonic() - began, 1))
        used = next((event for event in reversed(told) if isinstance(event, Used)), None)
        if used is None:
            self.note("api_counts_not")
        else:
            self.good("api_counts", used=said(used, self._lines.language))

    def prices(self) -> None:
        """Whether costs can be known."""
        if price(self._settings.prices, self._settings.model) is None:
            self.note("api_no_price", model=self._settings.model, section=self._section)
