"""Where an answer ends before its backend says so: at a stop, or at the most tokens that it may have."""

from platforms.http.answer.limit import Limit
from platforms.http.answer.pieces import Finish
from platforms.http.answer.stops import Stops
from platforms.http.answer.tokens import Counting
from platforms.http.request.chat import Chat


class Ending:
    """Of one answer. What it is shown is the whole text so far, which may also be another one than before."""

    def __init__(self, chat: Chat, counting: Counting) -> None:
        self._stops, self._limit = Stops(chat.stop), Limit(chat.most_tokens, counting)
        self.finish: Finish | None = None
        """Why it ends here; None as long as it does not."""

    def firm(self, text: str, *, over: bool = False) -> str:
        """What of the text is the answer, whatever follows; all of it, as far as it may go, once it is ``over``."""
        stopped = self._stops.before(text)
        firm = stopped if stopped is not None else text if over else self._stops.firm(text)
        within = self._limit.within(firm)
        if within is not None:
            self.finish = "length"
            return within
        if stopped is not None:
            self.finish = "stop"
        return firm
