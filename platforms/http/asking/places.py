"""The Thread that a caller names: that it goes on in, whatever else was said before."""

from collections.abc import Iterator, Mapping

from platforms.http.errors import ApiError
from platforms.http.headers import THREADS
from platforms.http.request.chat import CACHE_KEY, Chat

LONGEST_NAME = 200

METADATA = ("thread", "conversation_id")


def named(chat: Chat, headers: Mapping[str, str], *, by_key: bool = False) -> str:
    """By a field of its own, a header or in the metadata, in this order; empty where it names none.

    ``by_key``: the key of its prompts is such a name, too.
    """
    for param, name in (*_names(chat, headers), (CACHE_KEY, chat.cache_key if by_key else "")):
        if name:
            return _checked(name, param)
    return ""


def _names(chat: Chat, headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "conversation", chat.conversation
    for header in THREADS:
        yield header, headers.get(header, "")
    for key in METADATA:
        yield f"metadata.{key}", chat.metadata.get(key, "")


def _checked(name: str, param: str) -> str:
    if len(name) > LONGEST_NAME or not name.isprintable():
        what = f"{param} is a name of at most {LONGEST_NAME} printable characters."
        raise ApiError(400, what, param=param)
    return name
