"""The pictures and files that go with a question: of the messages that are typed, and of no others. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from bridge.types import Attachment, File, Question
from platforms.http.errors import ApiError
from platforms.http.request.chat import Chat
from platforms.http.request.messages import Message, Role
from platforms.http.request.parts import Remote
from platforms.http.settings import HttpSettings
from platforms.receiving.files import MEGABYTE

PICTURE = "image"
"""The kind of an attachment that has to turn out to be a picture."""


def told_apart(messages: Iterable[Message]) -> Sequence[Message]:
    """The same messages with a name for each of their files that no other has; what comes twice is one file."""
    names: dict[File | Remote, str] = {}
    taken: dict[str, int] = {}
    messages = list(messages)
    for file in (file for message in messages for file in message.files):
        if file not in names:
            names[file] = _free(file.name, taken)
    if not names:
        return messages
    return [replace(one, files=tuple(replace(file, name=names[file]) for file in one.files)) for one in messages]


def with_files(asked: Question, typed: Iterable[Message]) -> Question:
    """The question with what came with these messages; what has to be fetched is an attachment until then."""
    once = list(dict.fromkeys(file for message in typed for file in message.files))
    return replace(
        asked,
        files=tuple(file for file in once if isinstance(file, File)),
        attachments=tuple(
            Attachment(file.name, file.url, kind=PICTURE if file.is_picture else "")
            for file in once
            if isinstance(file, Remote)
        ),
    )


def newest(asked: Question, chat: Chat, most: int) -> Question:
    """The question with no more files than that, where it is a whole transcript: of earlier ones the oldest go.

    Those of what is new stay all, and in the transcript each is named.
    """
    if _count(asked) <= most:
        return asked
    last = max((place for place, one in enumerate(chat.messages) if one.role is Role.ASSISTANT), default=-1)
    new = {_what(file) for message in chat.messages[last + 1 :] for file in message.files}
    every: list[File | Attachment] = [*asked.files, *asked.attachments]
    older = [file for file in every if _what(file) not in new]
    gone = set(older[: len(every) - most])
    return replace(
        asked,
        files=tuple(file for file in asked.files if file not in gone),
        attachments=tuple(file for file in asked.attachments if file not in gone),
    )


def _what(file: File | Remote | Attachment) -> bytes | str:
    """Which file it is, whatever it is called."""
    match file:
        case File(_, content):
            return content
        case Remote(url):
            return url
        case Attachment(_, source):
            return source


def _count(asked: Question) -> int:
    return len(asked.files) + len(asked.attachments)


def check(asked: Question, settings: HttpSettings) -> None:
    """Raises ApiError 400 for more or larger ones than go with a question, and for what is not fetched."""
    if asked.attachments and not settings.fetch:
        what = "This server loads no files from the web. Send them as data: URLs, or set `fetch = true` in [http]."
        raise _refused(what, "unsupported_value")
    if _count(asked) > settings.most_files:
        what = f"There are {_count(asked)} files; {settings.most_files} may go with one question."
        raise _refused(what, "too_many_files")
    for file in asked.files:
        if len(file.content) > settings.largest_file:
            most = f"{settings.largest_file / MEGABYTE:g}"
            raise _refused(f"The file {file.name} is larger than {most} MB, which is the limit.", "file_too_large")


def _free(name: str, taken: dict[str, int]) -> str:
    """A name that no other file of the question has; ``taken``: names, and the last number that was behind each."""
    path, free = PurePosixPath(name), name
    while free in taken:
        taken[name] += 1
        free = f"{path.stem}-{taken[name]}{path.suffix}"
    taken[free] = 1
    return free


def _refused(what: str, code: str) -> ApiError:
    return ApiError(400, what, param="messages", code=code)
