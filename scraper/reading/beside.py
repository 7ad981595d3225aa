"""What is told of an answer besides its text, each thing once: how it is read, its model, its title. Pure."""

from collections.abc import Iterator

from bridge.events import AnsweredBy, ReadBy, Status, Titled, Way


class Beside:
    """Gives what is new."""

    def __init__(self) -> None:
        self._way: Way | None = None
        self._model = self._title = ""
        self._note: str | None = None

    @property
    def has_model(self) -> bool:
        """The model that answers is known."""
        return bool(self._model)

    def by(self, way: Way) -> Iterator[ReadBy]:
        if way != self._way:
            self._way = way
            yield ReadBy(way)

    def by_model(self, model: str) -> Iterator[AnsweredBy]:
        if model and model != self._model:
            self._model = model
            yield AnsweredBy(model)

    def titled(self, title: str | None) -> Iterator[Titled]:
        if title and title != self._title:
            self._title = title
            yield Titled(title)

    def busy(self, note: str | None, *, silent: bool) -> Iterator[Status]:
        """While there is no text; ``note``: None where nothing is being thought."""
        if note is None:
            self._note = None
        elif note != self._note and silent:
            self._note = note
            yield Status(note)
