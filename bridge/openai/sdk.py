"""The official SDK, loaded when somebody asks by it: a second of import and 20 MB. Passing on does without."""

import asyncio
from typing import TYPE_CHECKING

from bridge.openai.settings import OpenAISettings

if TYPE_CHECKING:
    from openai import AsyncOpenAI


class Sdk:
    """Of one API."""

    def __init__(self, settings: OpenAISettings) -> None:
        self._settings = settings
        self._made: list[AsyncOpenAI] = []
        self._making = asyncio.Lock()

    async def client(self) -> "AsyncOpenAI":
        if not self._made:
            async with self._making:
                if not self._made:
                    self._made.append(await asyncio.to_thread(self._loaded))
        return self._made[0]

    async def aclose(self) -> None:
        for client in self._made:
            await client.close()

    def _loaded(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI, resources  # noqa: F401  # all that it would load at the first question

        key = self._settings.api_key
        return AsyncOpenAI(
            api_key=key.get_secret_value() if key else "none",
            base_url=self._settings.base_url,
            timeout=self._settings.timeout,
            max_retries=self._settings.retries,
        )
