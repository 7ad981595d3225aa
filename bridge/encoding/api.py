"""The route for embeddings of OpenAI's API, or of any like it: it is sent all that is asked and sought."""

from array import array
from collections.abc import Sequence

from bridge.errors import Unavailable
from bridge.openai.errors import in_our_words
from bridge.openai.sdk import Sdk
from bridge.openai.settings import section_of
from bridge.protocols import Encoder, Vector


class ApiEncoder:
    """One model of one API."""

    at_once = 100

    def __init__(self, sdk: Sdk, backend: str, model: str) -> None:
        self._sdk = sdk
        self._backend = backend
        self._model = model

    @property
    def name(self) -> str:
        return f"{self._backend}:{self._model}"

    async def encode(self, texts: Sequence[str]) -> Sequence[Vector]:
        if not texts:
            return []
        client = await self._sdk.client()
        with in_our_words(section_of(self._backend)):
            made = await client.embeddings.create(model=self._model, input=list(texts), encoding_format="float")
        by_place = {one.index: array("f", one.embedding) for one in made.data}
        found = [by_place[place] for place in range(len(texts)) if place in by_place]
        if len(found) != len(texts) or len({len(one) for one in found}) != 1:
            raise Unavailable(what=f"{self._backend} answered with other vectors than it was asked for.")
        return found


_encoder: type[Encoder] = ApiEncoder
