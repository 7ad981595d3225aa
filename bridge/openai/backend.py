"""The backend: asks with the whole Thread each time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

from bridge.dialogue import dialogue
from bridge.errors import BackendError, BadConfig
from bridge.events import Event
from bridge.openai import chat
from bridge.openai.errors import in_our_words
from bridge.openai.settings import OPENAI, OpenAISettings
from bridge.protocols import Backend, Site, Store
from bridge.types import Health, Model, Turn

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletionMessageParam


class OpenAIBackend:
    """Leaving the block closes the stream, which ends the answer."""

    def __init__(self, client: "AsyncOpenAI", settings: OpenAISettings, store: Store) -> None:
        self._client, self._settings, self._store = client, settings, store

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
    async with AsyncOpenAI(
        api_key=key, base_url=settings.base_url, timeout=settings.timeout, max_retries=settings.retries
    ) as client:
        yield OpenAIBackend(client, settings, site.store)


_backend: type[Backend] = OpenAIBackend
