"""A town in which everybody is Ana, and every channel infra."""

from bridge.naming.called import Called
from bridge.types import Channel, Question


class Known:
    """Of all of them."""

    def who(self, question: Question) -> str:
        return "Ana"

    def where(self, place: Channel) -> str:
        return "infra"


_called: type[Called] = Known
