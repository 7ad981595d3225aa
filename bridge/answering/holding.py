"""What stands in the way of one conversation alone: its question waits, and nobody else's."""

from collections.abc import Callable

from bridge.errors import Walled
from bridge.events import Status, Waiting
from bridge.owner import Owner
from bridge.waiting.patience import A_PERSON, Patience, Pause


class Hold:
    """Of one turn. Its asker sees why it waits; the owner is told once, and once more when it goes on."""

    def __init__(self, backend: str, owner: Owner, show: Callable[[Waiting | Status], None], pause: Pause) -> None:
        self._backend = backend
        self._owner = owner
        self._show = show
        self._pause = pause
        self._patience = Patience(*A_PERSON, pause)
        self._wall: Walled | None = None

    async def wait(self, wall: Walled) -> None:
        """Until it is time to try again."""
        self.begin(wall)
        await self._patience.wait()

    def begin(self, wall: Walled) -> None:
        """It waits for this."""
        self._show(Waiting(wall))
        if type(self._wall) is not type(wall):
            self._owner.walled(self._backend, wall)
        self._wall = wall

    def over(self) -> None:
        """It goes on, if it had to wait."""
        if self._wall is not None:
            self._show(Status(""))
            self._owner.goes_on(self._wall.here)
            self._wall, self._patience = None, Patience(*A_PERSON, self._pause)
