"""An archive into the ledger, in steps of many chats: breaking off leaves whole ones, and memory stays small."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bridge.types import Brought, Chat, Exchange
from scraper.archive.chats import UNREAD, Reader
from scraper.archive.files import Files
from scraper.archive.opening import Archive
from scraper.archive.reading import Tell, conversations
from storage.past.bringing import Bringing

CHATS, CHARACTERS = 200, 1_000_000
"""That are looked up in the ledger at once, at most."""

LETTERS, BYTES = 200_000, 4_000_000
"""Of one step, at most, texts and files: others who write wait for so long, and that is to be milliseconds."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed behind `threadbridge import`."""

    backend: str = "chatgpt"
    author: str = ""
    projects: Mapping[str, str] = field(default_factory=dict)
    """What they are called, by their ids."""
    files: bool = True


@dataclass(slots=True)
class Outcome:
    """What became of an archive."""

    brought: Brought = field(default_factory=Brought)
    unread: list[tuple[int, str]] = field(default_factory=list)
    """The numbers and titles of conversations that nobody understands."""


async def bring(store: Bringing, archive: Archive, wish: Wish, tell: Tell) -> Outcome:
    """All that is in it. Raises ArchiveUnread and StorageError."""
    outcome = Outcome()
    for chats in _some(_chats(archive, wish, outcome, tell)):
        known = await store.unchanged(chats)
        outcome.brought += Brought(known=len(known))
        outcome.brought += await _bring(
            store, archive, [one for one in chats if one.conversation not in known], wish
        )
    return outcome


def _chats(archive: Archive, wish: Wish, outcome: Outcome, tell: Tell) -> Iterator[Chat]:
    reader = Reader(Files(archive, wish.files), wish.projects)
    for number, raw in enumerate(conversations(archive, tell), 1):
        try:
            chat = reader.chat(raw)
        except UNREAD:
            outcome.unread.append((number, str(raw.get("title") or "")))
        else:
            if chat.exchanges:
                yield chat


def _some(chats: Iterable[Chat]) -> Iterator[Sequence[Chat]]:
    """As many as one step takes, none of them twice."""
    some: dict[str, Chat] = {}
    characters = 0
    for chat in chats:
        if some and (chat.conversation in some or len(some) == CHATS or characters > CHARACTERS):
            yield list(some.values())
            some, characters = {}, 0
        some[chat.conversation] = chat
        characters += _long(chat)
    if some:
        yield list(some.values())


async def _bring(store: Bringing, archive: Archive, chats: Sequence[Chat], wish: Wish) -> Brought:
    done, together, letters = Brought(), list[Chat](), 0
    contents: dict[str, bytes] = {}
    for chat in chats:
        more, last = await _with_many_files(store, archive, chat, wish)
        if more is not None:
            rest = await store.bring([chat], last, backend=wish.backend, author=wish.author)
            done += replace(more, files=more.files + rest.files)
            continue
        if together and (letters + _long(chat) > LETTERS or _size(contents) + _size(last) > BYTES):
            done += await store.bring(together, contents, backend=wish.backend, author=wish.author)
            together, contents, letters = [], {}, 0
        together.append(chat)
        contents |= last
        letters += _long(chat)
    if together:
        done += await store.bring(together, contents, backend=wish.backend, author=wish.author)
    return done


async def _with_many_files(
    store: Bringing, archive: Archive, chat: Chat, wish: Wish
) -> tuple[Brought | None, dict[str, bytes]]:
    """Files that are too many for one step go ahead; what was brought so, if anything, and those that are left."""
    brought: Brought | None = None
    left: dict[str, bytes] = {}
    for exchange in chat.exchanges:
        mine = _contents(archive, exchange)
        if left and _size(left) + _size(mine) > BYTES:
            some = await store.bring([chat], left, backend=wish.backend, author=wish.author, whole=False)
            brought = some if brought is None else replace(brought, files=brought.files + some.files)
            left = {}
        left |= mine
    return brought, left


def _contents(archive: Archive, exchange: Exchange) -> dict[str, bytes]:
    sources = dict.fromkeys(file.source for file in (*exchange.came, *exchange.made) if file.source)
    read = ((source, archive.content(source)) for source in sources)
    return {source: content for source, content in read if content is not None}


def _long(chat: Chat) -> int:
    return sum(len(one.text) + len(one.answer) for one in chat.exchanges)


def _size(contents: Mapping[str, bytes]) -> int:
    return sum(map(len, contents.values()))
