"""The backend: asks with the whole Thread each time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

from bridge.dialogue import dialogue
from bridge.errors import BackendError, BadConfig
from bridge.events import Event
from bridge.openai import chat
from bridge.openai.errors import in_our_words
from bridge.openai.forward import Forwarding, forwarding
from bridge.openai.settings import OPENAI, OpenAISettings
from bridge.protocols import Backend, Forwards, LeavesNoTrace, Site, Store
from bridge.types import Health, Model, Turn, Used

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletionMessageParam


class OpenAIBackend:
    """Leaving the block closes the stream, which ends the answer."""

    leaves_no_trace = True

    def __init__(
        self, client: "AsyncOpenAI", settings: OpenAISettings, store: Store, forwarding: Forwarding
    ) -> None:
        self._client, self._settings, self._store, self._forwarding = client, settings, store, forwarding
        self.routes = forwarding.routes
        self.forward = forwarding.forward

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        messages = await self._messages(turn)
        with in_our_words():
            stream = await self._client.chat.completions.create(
                model=self._model(turn), messages=messages, stream=True
            )
        async with stream, aclosing(chat.events(stream, turn)) as events:
            yield events

    async def models(self) -> Sequence[Model]:
        with in_our_words():
            return [Model(model.id, model.owned_by) async for model in self._client.models.list()]

    async def check(self) -> Health:
        try:
            await self.models()
        except BackendError as error:
            return Health(False, str(error))
        return Health(True, f"{self._settings.base_url} answers.")

    def priced(self, model: str, used: Used) -> Used:
        return used

    def _model(self, turn: Turn) -> str:
        return turn.question.model or self._settings.model

    async def _messages(self, turn: Turn) -> list["ChatCompletionMessageParam"]:
        """The conversation as it stands, and the question."""
        earlier = await self._store.history(turn.thread, before=turn.id, whole=False)
        return dialogue(turn, earlier, await self._store.files(turn.thread, before=turn.id) if earlier else {})


@asynccontextmanager
async def open_openai(settings: OpenAISettings, site: Site) -> AsyncIterator[OpenAIBackend]:
    """The backend; BadConfig when the key is missing."""
    if settings.api_key is None and settings.base_url.rstrip("/") == OPENAI:
        raise BadConfig(what="[openai] needs a key. Write api_key_file = …, or set THREADBRIDGE__OPENAI__API_KEY.")
    from openai import AsyncOpenAI  # a second of import, only for those who use it

    key = settings.api_key.get_secret_value() if settings.api_key else "none"
    async with (
        AsyncOpenAI(
            api_key=key, base_url=settings.base_url, timeout=settings.timeout, max_retries=settings.retries
        ) as client,
        forwarding(settings) as passing,
    ):
        yield OpenAIBackend(client, settings, site.store, passing)


_backend: type[Backend] = OpenAIBackend
_forwards: type[Forwards] = OpenAIBackend
_leaves_no_trace: type[LeavesNoTrace] = OpenAIBackend
