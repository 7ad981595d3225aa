"""People who have just taken no word of ours: for a minute they are not tried again.

Each refusal counts towards Discord's patience with us, and whoever takes no direct messages may give as many
commands as they like: one person could have all the others wait until that is over.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bridge.errors import Undeliverable

MINUTE = 60.0

REMEMBERED = 1_000


class Closed:
    """Of one bot."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._now = clock
        self._refused: OrderedDict[str, tuple[float, Undeliverable]] = OrderedDict()

    @contextmanager
    def asking(self, whom: str) -> Iterator[None]:
        """Around calls for one person. Undeliverable where they were refused within the last minute."""
        since, why = self._refused.get(whom, (0.0, None))
        if why is not None and self._now() - since < MINUTE:
            again = Undeliverable(**why.values)
            again.code, again.needs = why.code, why.needs
            raise again
        self._refused.pop(whom, None)
        try:
            yield
        except Undeliverable as error:
            self._refused[whom] = self._now(), error
            if len(self._refused) > REMEMBERED:
                self._refused.popitem(last=False)
            raise
