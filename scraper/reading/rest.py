"""Of an answer that goes on, only what is new: the rest of one that had been cut before. Pure."""

from bridge.events import Event, Rewritten, Text


class Rest:
    """Takes the events of the whole answer, gives those of its rest.

    What was said before comes again from the conversation and mostly from the stream, too, where the answer goes on
    in the same message (seen 2026-09). ``said`` is empty where an earlier run knew it; then its length has to do.
    """

    def __init__(self, said: str, length: int) -> None:
        self._said = said
        self._length = length
        self._whole = ""
        self._shown = ""

    def take(self, event: Event) -> Event | None:
        """None: it has been told already."""
        match event:
            case Text(more):
                self._whole += more
            case Rewritten(text):
                self._whole = text
            case _:
                return event
        rest = self._rest()
        if rest == self._shown:
            return None
        new: Event = Text(rest[len(self._shown) :]) if rest.startswith(self._shown) else Rewritten(rest)
        self._shown = rest
        return new

    def _rest(self) -> str:
        if not self._said:
            return self._whole[self._length :]
        if self._said.startswith(self._whole):
            return ""  # so far it may be either
        return self._whole.removeprefix(self._said)
