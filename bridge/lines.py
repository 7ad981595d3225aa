"""What a doctor says: a line for each thing that was looked at, and in the end whether all is well."""

from collections.abc import Callable

from bridge.texts import say
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
