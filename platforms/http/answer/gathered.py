"""What of an answer has come, and what of it was told."""

from mimetypes import guess_type

from bridge.data_urls import data_url
from bridge.events import (
    AnsweredBy,
    CutShort,
    Failed,
    Linked,
    Notice,
    Paused,
    Rewritten,
    Shown,
    Status,
    Stopped,
    Text,
    Waiting,
)
from bridge.types import File, Image, Used

LARGEST = 256 * 1024
"""Bytes of a file that an answer holds as a link."""


class Answer:
    """Everything that was shown so far."""

    def __init__(self) -> None:
        self.began = False
        """Something came before an error did."""
        self.model = ""
        self.text = ""
        self.images: list[Image] = []
        self.files: list[File] = []
        self.stopped = False
        """Or cut for its length."""
        self.error: Exception | None = None
        self.used: Used | None = None
        """What it took, where the backend says so."""

    def add(self, event: Shown) -> None:
        match event:
            case Text(more):  # first, for it is nearly all that comes
                self.text += more
            case AnsweredBy(model):
                self.model = model
            case Rewritten(text):
                self.text = text
            case Image():
                self.images.append(event)
            case Stopped() | CutShort():
                self.stopped = True
            case Failed(error):
                self.error = error
                return
            case File():
                self.files.append(event)
            case Used():
                self.used = event
            case Waiting():
                return
            case Status() | Notice() | Linked() | Paused():
                pass
        self.began = True

    @property
    def pictures(self) -> str:
        """The pictures and files, as Markdown holds them without a second file."""
        images = "".join(f"\n\n![{image.name}]({_address(image)})" for image in dict.fromkeys(self.images))
        return images + "".join(f"\n\n{_linked(file)}" for file in dict.fromkeys(self.files))


class Told:
    """What a stream has told. Their protocol can't take text back, so only what extends it is told.

    While a rewritten text contradicts what was told nothing more is; it may come back to it (an answer that is
    taken up again repeats its beginning). If it never does, the stream ends with an error, not with a false "stop".
    """

    def __init__(self) -> None:
        self._told = ""

    def news(self, text: str) -> str:
        """What to tell now that the text is this."""
        if self.contradicts(text):
            return ""
        news = text[len(self._told) :]
        self._told += news
        return news

    def more(self, news: str) -> None:
        """This was told of a text that is what was told, and this."""
        self._told += news

    def contradicts(self, text: str) -> bool:
        return not text.startswith(self._told)


def _linked(file: File) -> str:
    if len(file.content) > LARGEST:
        return f"({file.name}, {len(file.content):,} bytes, is too large to stand here.)"
    return f"[{file.name}]({_address(file)})"


def _address(made: Image | File) -> str:
    kind = guess_type(made.name)[0] or ("image/png" if isinstance(made, Image) else "application/octet-stream")
    return data_url(kind, made.content)
