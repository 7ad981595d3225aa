"""What one answer took: as the API counts it at the end, else as we estimate it."""

from bridge.openai.prices import Prices, price, priced
from bridge.tokens import estimated
from bridge.types import Used


class Tally:
    """Of one answer."""

    def __init__(self, prices: Prices, model: str, prompt: int) -> None:
        self.told = False
        """Somebody has been told."""
        self.answered_by = ""
        self.counted: Used | None = None
        """By the API; what it counts last is all."""
        self._prices, self._model, self._prompt = prices, model, prompt
        self._text: list[str] = []

    def more(self, text: str) -> None:
        self._text.append(text)

    @property
    def used(self) -> Used:
        used = self.counted or Used(self._prompt, estimated("".join(self._text)), counted="estimated")
        return priced(used, price(self._prices, self._model, self.answered_by))
