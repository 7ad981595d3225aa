"""The seam to who is signed in to the web page. Of links and visits only hashes are kept."""

from typing import Protocol


class Visits(Protocol):
    """Links that open the page once, and what a browser shows from then on."""

    async def invite(self, link: str) -> None:
        """From now on this link is good, for some minutes and for one browser."""

    async def enter(self, link: str, visit: str) -> bool:
        """The link becomes a visit and is good for nothing any more; False where it was good for nothing."""

    async def visiting(self, visit: str) -> bool:
        """Whether this visit is still on."""

    async def leave(self, visit: str | None = None) -> None:
        """It is over; None: all of them, and every link as well."""
