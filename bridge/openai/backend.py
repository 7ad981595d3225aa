"""The backend: asks with the whole Thread each time, and counts what that takes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from bridge.answering.dialogue import dialogue, with_files
from bridge.errors import BackendError, BadConfig, ModelUnpriced
from bridge.events import AnsweredBy, Event, Notice, Sent, Text
from bridge.openai.budget import Budget
from bridge.openai.chat import ChatWire
from bridge.openai.errors import in_our_words
from bridge.openai.prices import price, priced
from bridge.openai.responses import ResponsesWire
from bridge.openai.sdk import Sdk
from bridge.openai.settings import OPENAI, OpenAISettings, section_of
from bridge.openai.tally import Tally
from bridge.openai.window import Fitting, fitting
from bridge.openai.wish import Wire, Wish
from bridge.protocols import Backend, Forwarded, Forwards, LeavesNoTrace, Route, Site
from bridge.texts import say
from bridge.types import File, Health, Image, Model, Turn, Used

if TYPE_CHECKING:
    from bridge.openai.forward import Forwarding


AT_ONCE = 50_000
"""Characters that are counted while everybody waits; more are counted beside."""


class OpenAIBackend:
    """Leaving the block closes the stream, which ends the answer."""

    leaves_no_trace = True

    def __init__(self, sdk: Sdk, settings: OpenAISettings, site: Site, forwarding: "Forwarding") -> None:
        self._sdk, self._settings, self._store, self._rules = sdk, settings, site.store, site.rules
        self._forwarding = forwarding
        self._budget = Budget(site.store, site.name or "openai", settings.monthly_budget)
        self.routes = forwarding.routes
        self.forward = self._forward_within_budget if settings.monthly_budget else forwarding.forward
        wires: dict[str, type[ChatWire] | type[ResponsesWire]] = {"chat": ChatWire, "responses": ResponsesWire}
        self._section = section_of(site.name)
        self._wire: Wire = wires[settings.api](sdk, settings, self._section)

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        model = turn.question.model or self._settings.model
        await self._may_ask(model)
        fits = await self._fitting(turn)
        tally = Tally(self._settings.prices, model, fits.tokens)
        question = turn.question
        wish = Wish(
            model,
            fits.dialogue,
            question.effort,
            question.max_tokens,
            question.temperature,
            language=self._rules(turn.thread.place).language,
            name=f"turn-{turn.id}",
        )
        async with self._wire.asked(wish) as told, aclosing(self._counted(told, tally, turn, fits)) as events:
            try:
                yield events
            finally:
                self._budget.note(tally.used.cost)
                if not tally.told and turn.id:  # it was stopped, or broke off: what came costs, too
                    await self._store.record(turn.id, tally.used)

    async def models(self) -> Sequence[Model]:
        client = await self._sdk.client()
        with in_our_words(self._section):
            return [Model(model.id, model.owned_by) async for model in client.models.list()]

    async def check(self) -> Health:
        try:
            await self.models()
        except BackendError as error:
            return Health(False, str(error))
        return Health(True, f"{self._settings.base_url} answers.")

    def priced(self, used: Used, *models: str) -> Used:
        asked, *others = models or ("",)
        return priced(used, price(self._settings.prices, asked or self._settings.model, *others))

    @property
    def _draws(self) -> bool:
        """Then it has to see what it drew last: nobody there has kept it."""
        return self._settings.pictures and self._settings.api == "responses"

    async def _may_ask(self, model: str) -> None:
        """Where there is a budget, nothing is asked whose price is not known."""
        if not self._settings.monthly_budget:
            return
        if price(self._settings.prices, model) is None:
            raise ModelUnpriced(model=model)
        await self._budget.check()

    async def _fitting(self, turn: Turn) -> Fitting:
        """The conversation as it stands and the question, as far as the model can take it."""
        if not turn.id:  # the ledger does not have it yet: it is the first of its Thread
            return fitting(dialogue(turn, (), {}), self._settings.context, turn.question.max_tokens)
        earlier = await self._store.history(turn.thread, before=turn.id, whole=False)
        files = await self._store.files(turn.thread, before=turn.id) if earlier else {}
        whole = dialogue(turn, earlier, files)
        if earlier and self._draws and turn.question.action in ("ask", "edit"):
            drawn = [one for one in await self._store.made(earlier[-1].id) if isinstance(one, Image)]
            whole = with_files(whole, [File(one.name, one.content) for one in drawn])
        step = partial(fitting, whole, self._settings.context, turn.question.max_tokens)
        return await asyncio.to_thread(step) if whole.length > AT_ONCE else step()

    async def _counted(
        self, told: AsyncIterator[Event], tally: Tally, turn: Turn, fits: Fitting
    ) -> AsyncGenerator[Event, None]:
        """What the wire tells; what it took at the end, once."""
        async for event in told:
            match event:
                case Used():
                    tally.counted = event if event.prompt or event.completion else tally.counted
                    continue
                case AnsweredBy(model):
                    tally.answered_by = model
                case Text(more):
                    tally.more(more)
                case _:
                    pass
            yield event
            if isinstance(event, Sent) and fits.left_out:
                yield Notice(say("oldest_left_out", self._rules(turn.thread.place).language, count=fits.left_out))
        tally.told = True
        yield tally.used

    @asynccontextmanager
    async def _forward_within_budget(self, route: Route, body: Mapping[str, object]) -> AsyncIterator[Forwarded]:
        await self._may_ask(str(body.get("model") or self._settings.model))
        async with self._forwarding.forward(route, body) as answer:
            yield answer


@asynccontextmanager
async def open_openai(settings: OpenAISettings, site: Site) -> AsyncIterator[OpenAIBackend]:
    """The backend; BadConfig when the key is missing."""
    if settings.api_key is None and settings.base_url.rstrip("/") == OPENAI:
        section = section_of(site.name)
        variable = f"THREADBRIDGE__{section.upper().replace('.', '__')}__API_KEY"
        raise BadConfig(what=f"[{section}] needs a key. Write api_key_file = …, or set {variable}.")
    from bridge.openai.forward import forwarding

    sdk = Sdk(settings)
    async with aclosing(sdk), forwarding(settings, section_of(site.name)) as passing:
        yield OpenAIBackend(sdk, settings, site, passing)


_backend: type[Backend] = OpenAIBackend
_forwards: type[Forwards] = OpenAIBackend
_leaves_no_trace: type[LeavesNoTrace] = OpenAIBackend
