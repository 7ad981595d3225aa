"""Files that an answer made in OpenAI's sandbox: the text cites them, and they are fetched while they are there.

Source: openapi.yaml 2.3.0 of openai/openai-openapi (container_file_citation, containers/{id}/files/{id}).
"""

import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bridge.events import Event, Notice
from bridge.texts import say
from bridge.types import File, Image, Language

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.responses import ResponseOutputMessage

logger = logging.getLogger(__name__)

LARGEST = 50_000_000
"""Bytes."""

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


class Made:
    """Those of one answer; each is fetched once, however often the text cites it."""

    def __init__(self, client: "AsyncOpenAI", language: Language) -> None:
        self._client, self._language = client, language
        self._known: set[str] = set()

    async def cited(self, message: "ResponseOutputMessage") -> AsyncIterator[Event]:
        """The files; where one can't be had that is said, for the answer is whole without it."""
        for part in message.content:
            for citation in part.annotations if part.type == "output_text" else ():
                if citation.type == "container_file_citation" and citation.file_id not in self._known:
                    self._known.add(citation.file_id)
                    yield await self._fetched(citation.container_id, citation.file_id, citation.filename)

    async def _fetched(self, container: str, id: str, name: str) -> Event:
        from openai import APIError

        files = self._client.containers.files
        try:
            if (await files.retrieve(id, container_id=container)).bytes <= LARGEST:
                content = (await files.content.retrieve(id, container_id=container)).content
                return Image(name, content) if name.lower().endswith(PICTURES) else File(name, content)
        except APIError as error:
            logger.warning("the file %s could not be fetched: %s", name, error)
        return Notice(say("not_uploaded", self._language, name=name))
