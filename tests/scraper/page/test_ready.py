"""Waiting for a page in which one can type, on a page that is elsewhere than it was sent."""

import pytest

from bridge.errors import BridgeError, ConversationGone, GuestPage, LoginRequired, Maintenance, RateLimited
from bridge.types import ConversationId
from scraper import generations
from scraper.page.look import Found, InState, Look
from scraper.page.ready import Arrival, Closing
from scraper.page.selectors import Name
from scraper.page.states import State
from scraper.page.trail import Trail
from scraper.settings import ChatGPTSettings

WANTED = ConversationId("6abb4dfb-cd24-83e8-bd8c-a05017d483f5")


class NewChat:
    """A Place that shows a composer, and no conversation, whatever it is asked for."""

    conversation: ConversationId | None = None
    blocked: str | None = None
    settled = False
    fetched: ConversationId | None = None
    unread: int | None = None

    def __init__(self, session: bool | None, *sees: Name, state: str = "") -> None:
        self.session = session
        self.trail = Trail()
        found: dict[Name, Found | None] = dict.fromkeys(("editor", *sees), Found("x", 1))
        known = generations.load().states.named(state)
        states = [InState(known, "")] if known else []
        self.seen = Look("classic", "ko-KR", "https://chatgpt.com", "/", "", found, states)

    async def look(self) -> Look:
        return self.seen

    async def press(self, state: State) -> bool:
        return False


@pytest.mark.parametrize(
    ("place", "error"),
    [
        (NewChat(True), ConversationGone),
        (NewChat(None, "signed_in"), ConversationGone),
        (NewChat(None), ConversationGone),
        (NewChat(None, "signed_out"), LoginRequired),
        (NewChat(False, "signed_out"), LoginRequired),
        (NewChat(False, "signed_out", state="guest"), GuestPage),
    ],
)
async def test_a_conversation_of_somebody_who_is_signed_out_is_not_gone(
    place: NewChat, error: type[BridgeError]
) -> None:
    """It waits until they are signed in again; gone it is for those who are, or who may be."""
    arrival = Arrival(place, Closing(place), ChatGPTSettings(check=0.001), WANTED)
    with pytest.raises(error):
        await arrival.ready()


async def test_nobody_types_where_a_guest_is_asked_to_log_in() -> None:
    """Though the site has not said for long who is there: the button of a guest is looked at for a while."""
    place = NewChat(None, "signed_out")
    with pytest.raises(LoginRequired):
        await Arrival(place, Closing(place), ChatGPTSettings(check=0.001), None).ready()


@pytest.mark.parametrize(
    ("status", "error"), [(404, ConversationGone), (0, Maintenance), (503, Maintenance), (429, RateLimited)]
)
async def test_a_conversation_that_the_page_was_not_given(status: int, error: type[BridgeError]) -> None:
    """It is gone where the site says so; else that passes."""
    place = NewChat(True)
    place.unread = status
    with pytest.raises(error):
        await Arrival(place, Closing(place), ChatGPTSettings(check=0.001), WANTED).ready()
