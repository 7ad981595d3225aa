"""Which encoder is used, by what is set and what is installed."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager

from bridge.encoding import embedded
from bridge.encoding.api import ApiEncoder
from bridge.encoding.embedded import EmbeddedEncoder
from bridge.encoding.settings import SearchSettings
from bridge.errors import BadConfig
from bridge.lines import Lines, Words
from bridge.openai import OpenAISettings
from bridge.openai.sdk import Sdk
from bridge.protocols import Encoder

Api = Callable[[str, type[OpenAISettings]], OpenAISettings]
"""What is set for the API of this name."""


def noted(settings: SearchSettings, lines: Lines) -> None:
    """In a line of the doctor's: whether it is found by what it means, and what is missing."""
    words = Words(lines)
    if settings.meaning == "auto" and not embedded.installed():
        words.note("search_by_words")
    elif settings.meaning != "off":
        words.note("search_by_meaning", meaning=settings.meaning)


@asynccontextmanager
async def opened(settings: SearchSettings, api: Api) -> AsyncIterator[Encoder | None]:
    """None: it is looked for by words alone."""
    if settings.meaning == "off" or (settings.meaning == "auto" and not embedded.installed()):
        yield None
    elif settings.meaning == "auto":
        async with aclosing(EmbeddedEncoder()) as encoder:
            yield encoder
    elif not embedded.countable():
        raise BadConfig(
            what=f'[search] meaning = "{settings.meaning}" needs packages that are not installed (numpy). '
            "Install them with: pip install 'threadbridge[semantic]'."
        )
    else:
        async with aclosing(Sdk(api(settings.meaning, OpenAISettings))) as sdk:
            yield ApiEncoder(sdk, settings.meaning, settings.model)
