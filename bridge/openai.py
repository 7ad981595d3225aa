"""Backend over OpenAI's API or any compatible one (Ollama, vLLM, LiteLLM …): chat completions, streamed.

The API keeps no conversation: every turn sends the instructions and what the ledger has of the Thread. An answer
that nobody read leaves no trace there either, so a turn that was ``asking`` or ``asked`` when the process died is
simply asked again, and the SDK may send a request again by itself as long as no answer has begun. Both can cost
tokens, neither can make a message appear twice.

An answer is whole when its last chunk says ``finish_reason: stop``; any other end is raised.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from pydantic import Field, SecretStr

from bridge.dialogue import dialogue
from bridge.errors import BackendError, BadConfig, BrokenOff, RateLimited, Refused, Unavailable
from bridge.events import AnsweredBy, CutShort, Event, Sent, Text
from bridge.protocols import Backend, Plugin, Site, Store
from bridge.section import Section
from bridge.types import Anchor, Health, Model, Turn

if TYPE_CHECKING:
    from openai import APIError, APIStatusError, AsyncOpenAI, AsyncStream
    from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

OPENAI = "https://api.openai.com/v1"


class OpenAISettings(Section):
    """The API that answers."""

    base_url: str = OPENAI
    """Up to and with /v1."""
    api_key: SecretStr | None = None
    """Also ``api_key_file``. Servers on one's own machine usually want none."""
    model: str = Field("gpt-4o-mini", min_length=1)
    """What is asked where neither the asker nor the channel names a model."""
    timeout: float = Field(600.0, gt=0)
    """Seconds that the API may be silent."""
    retries: int = Field(2, ge=0, le=10)
    """How often a request is sent again when the API is busy or can't be reached, before an answer has begun."""


class OpenAIBackend:
    """Asks with the whole Thread each time; leaving the block closes the stream, which ends the answer."""

    def __init__(self, client: "AsyncOpenAI", settings: OpenAISettings, store: Store) -> None:
        self._client, self._settings, self._store = client, settings, store

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        messages = await self._messages(turn)
        with _in_our_words():
            stream = await self._client.chat.completions.create(
                model=self._model(turn), messages=messages, stream=True
            )
        async with stream, aclosing(_events(stream, turn)) as events:
            yield events

    async def models(self) -> Sequence[Model]:
        with _in_our_words():
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


async def _events(stream: "AsyncStream[ChatCompletionChunk]", turn: Turn) -> AsyncGenerator[Event, None]:
    """What the API tells, up to the proof that it is all."""
    yield Sent(Anchor(stream.response.headers.get("x-request-id") or f"turn-{turn.id}"))
    model = refusal = finish = ""
    with _broken_off():
        async for chunk in stream:
            if chunk.model and not model:
                yield AnsweredBy(model := chunk.model)
            for choice in chunk.choices[:1]:  # none in a chunk that only counts tokens
                refusal += choice.delta.refusal or ""
                finish = choice.finish_reason or finish
                if choice.delta.content:
                    yield Text(choice.delta.content)
    if finish == "length" and not refusal:
        yield CutShort()
    else:
        _check_end(finish, refusal)


def _check_end(finish: str, refusal: str) -> None:
    if refusal:
        raise Refused(what=refusal)
    match finish:
        case "stop":
            return
        case "content_filter":
            raise BrokenOff(what="the API's content filter stopped it")
        case "":
            raise BrokenOff(what="the connection ended before the answer did")
        case _:
            raise BrokenOff(what=f'the API ended it with "{finish}"')


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Errors of a request whose answer has not begun."""
    from openai import APIError, APIStatusError

    try:
        yield
    except APIStatusError as error:
        raise _refusal(error) from error
    except APIError as error:
        raise Unavailable(what=f"{_message(error)} Check `base_url` in [openai] and ask again.") from error


@contextmanager
def _broken_off() -> Iterator[None]:
    """Errors of an answer that has begun."""
    from openai import APIError

    try:
        yield
    except APIError as error:
        raise BrokenOff(what=_message(error)) from error
    except ValueError as error:  # an event that is no JSON
        raise BrokenOff(what="the API sent what is no event") from error


def _refusal(error: "APIStatusError") -> BackendError:
    """By status. What a key is answered with may quote the key, so it is not repeated."""
    match error.status_code:
        case 401 | 403:
            return Unavailable(what="it does not accept the key. Set `api_key` in [openai].")
        case 402:
            return Unavailable(what="the account's credit is used up.")
        case 429 if error.code == "insufficient_quota":
            return Unavailable(what="the account's credit is used up.")
        case 429:
            return RateLimited()
        case status if status >= 500 and error.response.headers.get("x-should-retry") == "false":
            # a bridge, or whoever else says that the question may have been taken
            return BrokenOff(what=_message(error).rstrip("."))
        case status if status in (408, 409) or status >= 500:
            return Unavailable(what=f"{_message(error)} Ask again.")
        case _:
            return Refused(what=_message(error))


def _message(error: "APIError") -> str:
    """The API's own sentence, without the SDK's frame around it."""
    body = error.body
    message = body.get("message") if isinstance(body, dict) else None
    return message if isinstance(message, str) and message else error.message


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


plugin = Plugin(settings=OpenAISettings, open=open_openai)

_backend: type[Backend] = OpenAIBackend
