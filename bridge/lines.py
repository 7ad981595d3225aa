"""What a doctor says: a line for each thing that was looked at, and in the end whether all is well."""

from collections.abc import Callable, Iterable

from bridge.errors import BridgeError
from bridge.texts import Phrase, say
from bridge.types import Language

GOOD, BAD, NOTE = "ok", "!!", "--"


class Lines:
    """``well`` as long as nothing bad was said."""

    def __init__(self, language: Language = "en", tell: Callable[[str], object] = print) -> None:
        self.well = True
        self.language: Language = language
        self._tell = tell

    def line(self, sign: str, text: str) -> None:
        self.well = self.well and sign != BAD
        self._tell(f"{sign}  {text}")

    def end(self) -> bool:
        """The last line; whether all is well."""
        self._tell(say("doctor_well" if self.well else "doctor_not_well", self.language))
        return self.well


class Words:
    """A doctor's sentences, as lines."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def why(self, error: Exception) -> str:
        return error.say(self._lines.language) if isinstance(error, BridgeError) else str(error)

    def say(self, key: str, **values: object) -> str:
        return say(key, self._lines.language, **values)

    def all(self, phrases: Iterable[Phrase]) -> str:
        """Between the quotation marks of a sentence."""
        return '", "'.join(phrase.say(self._lines.language) for phrase in phrases)

    def good(self, key: str, **values: object) -> None:
        self._lines.line(GOOD, self.say(key, **values))

    def bad(self, key: str, **values: object) -> None:
        self._lines.line(BAD, self.say(key, **values))

    def note(self, key: str, **values: object) -> None:
        self._lines.line(NOTE, self.say(key, **values))
