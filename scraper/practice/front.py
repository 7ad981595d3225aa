"""What the page in the browser is told at its start: how quick it is, and which states and habits it shows.

Some accounts, weeks and browsers see another page than others (seen 2026-07 to 10); so do the visitors of this one.
"""

from typing import Literal, TypeAlias

from scraper.practice.json import Json

State: TypeAlias = Literal[
    "ab_choice",
    "account_locked",
    "capacity",
    "challenge",
    "connection_lost",
    "connector_permission",
    "cookie_banner",
    "full",
    "guest",
    "login_flicker",
    "maintenance",
    "model_menu_slow",
    "onboarding",
    "rating",
    "session_expired",
    "stub_slow",
    "temporary_only",
    "too_long",
    "too_many_requests",
    "unknown_dialog",
    "upsell",
    "usage_cap",
    "usage_cap_stream",
    "weak_challenge",
    "work_mode",
]
Enter: TypeAlias = Literal["sends", "newline"]
Look: TypeAlias = Literal["B", "A2"]


class Front:
    """The settings that the page's own scripts obey; they may change at any time and are read at each load."""

    hydration: float
    settle: float
    poll: float

    def __init__(self) -> None:
        self.generation: Look = "B"  # "A2" is the classic page, which always sends on Enter and escapes nothing
        self.states: set[State] = set()
        self.window: int | None = None  # turns that are mounted; the older ones come when one scrolls up
        self.code_lines: int | None = None  # lines of a finished code block that are in the page
        self.escaping = True  # typed Markdown signs leave with a backslash
        self.enter: Enter = "newline"
        self.upload_delay = 0.0
        self.upload_fails: set[str] = set()  # names of files
        self.renamed_selectors = False  # a page that was changed overnight
        self.largest_prompt: int | None = None  # characters; more is cut off without a word

    def bootstrap(self) -> dict[str, Json]:
        return {
            "hydration": self.hydration,
            "settle": self.settle,
            "poll": self.poll,
            "states": sorted(self.states),
            "window": self.window,
            "code_lines": self.code_lines,
            "escaping": self.escaping,
            "enter": self.enter,
            "upload_delay": self.upload_delay,
            "upload_fails": sorted(self.upload_fails),
            "renamed_selectors": self.renamed_selectors,
            "largest_prompt": self.largest_prompt,
        }
