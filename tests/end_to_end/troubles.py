"""The table: each state and each fault of the practice site, and what comes of it for everybody."""

from dataclasses import dataclass

from bridge import errors
from bridge.errors import BridgeError, Walled
from bridge.types import State
from scraper.practice import fault, tab

WORDS = "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열, *one* `two` three. " * 4
HALF = "…"
"""Some of the words, from their beginning on."""
NOTICE = "(notice)"
"""What the site has put in the answer's place."""


@dataclass(frozen=True, slots=True)
class Row:
    """One trouble; what is not said is as on a healthy day."""

    name: tab.State | fault.Kind
    waits: type[Walled] | None = None
    """Why the asker is shown to wait, until the trouble is taken away."""
    owner: str = ""
    """The sentence that the owner is told while it waits."""
    meanwhile: State | None = None
    """What the ledger says while it waits."""
    gets: str = WORDS
    """What the asker has in the end."""
    fails: type[BridgeError] | None = None
    """… and why there is no more of it."""
    notice: str = ""
    """A sentence that the asker is shown besides."""
    read_by: str = "stream"
    stopped: bool = False
    later: bool = False
    """It is the second question of its Thread."""
    here: bool = False
    """It waits for a person at one conversation's page, and nobody else's question waits."""
    early: bool = False
    """… and the trouble was there with the first one already."""
    asked: tuple[str, ...] = ("next",)
    """What the site has taken."""
    refused: int = 0
    """How often it did not take it, or the page asked again for what was taken."""
    harder: bool = False
    """The fault's harder form."""

    @property
    def is_fault(self) -> bool:
        return self.name in fault.KINDS

    def __str__(self) -> str:
        return f"{self.name}{'-harder' if self.harder else ''}{'-later' if self.later else ''}"


def wall(name: tab.State, waits: type[Walled], *, later: bool = False, early: bool = False) -> Row:
    """It is met before anything is typed."""
    return Row(name, waits, f"owner_{waits.__name__}", State.ASKING, later=later, early=early, here=later and early)


STATES = (
    wall("guest", errors.GuestPage),
    wall("session_expired", errors.SessionExpired),
    wall("account_locked", errors.AccountLocked),
    wall("challenge", errors.HumanCheck),
    wall("too_many_requests", errors.RateLimited),
    wall("usage_cap", errors.UsageCap),
    wall("usage_cap", errors.UsageCap, later=True),
    wall("maintenance", errors.Maintenance),
    wall("capacity", errors.Maintenance),
    wall("work_mode", errors.WorkMode),
    wall("unknown_dialog", errors.PageChanged),
    Row("usage_cap_stream", owner="owner_UsageCap", fails=errors.UsageCap, gets="", read_by=""),
    Row("ab_choice"),
    wall("ab_choice", errors.ChoiceWanted, later=True, early=True),
    Row(
        "connector_permission",
        errors.PermissionWanted,
        "owner_PermissionWanted",
        State.ASKED,
        here=True,
        read_by="stream/conversation",
    ),
    Row("full", later=True, notice="went_on_in_new"),
    Row("too_long", fails=errors.BadQuestion, gets="", read_by="", asked=()),
    Row("weak_challenge"),
    Row("login_flicker"),
    Row("stub_slow"),
    Row("model_menu_slow"),
    Row("cookie_banner"),
    Row("onboarding"),
    Row("upsell"),
    Row("rating", later=True),
    Row("connection_lost", read_by="stream/conversation"),
    Row("temporary_only"),
)
FAULTS = (
    Row("rate_429", errors.RateLimited, "owner_RateLimited", State.ASKING, refused=1),
    Row("forbidden_403", errors.HumanCheck, "owner_HumanCheck", State.ASKING, refused=1),
    Row("retry", refused=1),
    Row("retry", harder=True, refused=1),
    Row("handover", read_by="socket/resumed"),
    Row("handover_resume", read_by="resumed"),
    Row("handover_silent", read_by="conversation"),
    Row("silent_s"),
    Row("silent_s", harder=True, read_by="conversation"),
    Row("legacy"),
    Row("cut", read_by="conversation"),
    Row("cut_hard", read_by="conversation"),
    Row("error", fails=errors.AnswerFailed, gets=HALF),
    Row("error_frame", fails=errors.AnswerFailed, gets="", read_by=""),
    Row("policy", fails=errors.PolicyNotice, gets="", read_by=""),
    Row("moderated", gets=NOTICE),
    Row("truncated"),
    Row("length", asked=("next", "continue")),
    Row("stopped_there", gets=HALF, stopped=True),
    Row("no_done"),
)
EVERY = STATES + FAULTS
