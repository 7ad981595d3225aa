"""Everything about the practice site that may be changed while it runs; it is read per request.

From Python (`site.states.add("guest")`), by `POST /practice/control` with `{"states": ["guest"]}`, or (generation,
language, states and picker) for one tab by its address, see tab.py.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from scraper.practice.fault import Fault
from scraper.practice.json import Json
from scraper.practice.models import FAMILIES, Family
from scraper.practice.tab import Generation, Language, Picker, State, Tab

Wall: TypeAlias = Literal[None, "challenge", "too_many_requests"]
Newline: TypeAlias = Literal["lf", "crlf"]
Transport: TypeAlias = Literal["sse", "ws"]
Enter: TypeAlias = Literal["sends", "newline"]


class Settings:
    """The settings, at first as on a healthy day."""

    def __init__(self, *, generation: Generation = "B", language: Language = "ko", seed: int = 0) -> None:
        self.generation: Generation = generation
        self.language: Language = language
        self.states: set[State] = set()
        self.faults: list[Fault] = []  # each new question takes the first of them
        self.seed = seed
        # how the page behaves
        self.hydration = 0.3  # seconds until the app takes over from the stub
        self.settle = 0.15  # seconds with the transient address
        self.poll = 1.0  # seconds between two readings of a conversation whose stream is gone
        self.window: int | None = None  # turns that are mounted, the older ones on scrolling up; None: all
        self.code_lines: int | None = None  # lines of a code block that are in the DOM; None: all
        self.escaping = True  # Markdown characters of typed text are escaped
        self.enter: Enter = "newline"
        self.picker: Picker = "spring"  # the model picker of generation A2
        self.largest_prompt: int | None = None  # characters; the page cuts off what is beyond, and says nothing
        self.renamed_selectors = False  # a page that was changed overnight
        # how the server behaves
        self.newline: Newline | None = None  # None: now one, now the other
        self.transport: Transport = "sse"  # "ws": every answer is handed over to the WebSocket
        self.models: Sequence[Family] = FAMILIES
        self.answers_as: str | None = None  # the slug that really answers; None: the one that was asked for
        self.longest_message = 0  # characters; with the state `too_long`, what is longer is refused
        self.upload_delay = 0.0  # seconds
        self.upload_fails: set[str] = set()  # names of files
        self.resets_after = "2026-12-31T15:00:00+00:00"  # when a limit ends

    @property
    def signed_in(self) -> bool:
        return "guest" not in self.states

    @signed_in.setter
    def signed_in(self, is_: bool) -> None:
        self.states -= {"guest", "session_expired"}
        if not is_:
            self.states.add("guest")

    @property
    def wall(self) -> Wall:
        if "challenge" in self.states:
            return "challenge"
        return "too_many_requests" if "too_many_requests" in self.states else None

    @wall.setter
    def wall(self, wall: Wall) -> None:
        self.states -= {"challenge", "too_many_requests"}
        if wall is not None:
            self.states.add(wall)

    def tab(self) -> Tab:
        """The site's own look, for a tab that has asked for nothing."""
        return Tab(self.generation, self.language, frozenset(self.states), self.picker)

    def bootstrap(self, tab: Tab) -> dict[str, Json]:
        """What the page's scripts are told, as JSON in `#client-bootstrap`."""
        return {
            "hydration": self.hydration,
            "settle": self.settle,
            "poll": self.poll,
            "generation": tab.generation,
            "language": tab.language,
            "picker": tab.picker,
            "states": sorted(tab.states),
            "tab": tab.asked,
            "seed": self.seed,
            "window": self.window,
            "code_lines": self.code_lines,
            "escaping": self.escaping,
            "enter": self.enter,
            "largest_prompt": self.largest_prompt,
            "renamed_selectors": self.renamed_selectors,
            "upload_delay": self.upload_delay,
            "upload_fails": sorted(self.upload_fails),
            "resets_after": self.resets_after,
        }
