"""The section [chatgpt], and [chatgpt.accounts.NAME] for each account besides the first."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from bridge.section import Place, Section
from bridge.types import ConversationId

NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
LOOPBACK = re.compile(r"http://(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+/?")


def _on_this_computer(address: str) -> str:
    if address and not LOOPBACK.fullmatch(address):
        raise ValueError(
            "has to be on this computer, like http://127.0.0.1:9222: whoever reaches it has the account"
        )
    return address


Loopback = Annotated[str, AfterValidator(_on_this_computer)]


class Account(Section):
    """One more account: a browser profile of its own, and what else is different; None inherits."""

    profile: Place | None = None
    connect: Loopback = ""
    headless: bool | None = None
    browser: Place | None = None
    pages: int | None = Field(None, ge=1, le=3)

    @model_validator(mode="after")
    def _has_a_browser(self) -> Self:
        if self.profile is None and not self.connect:
            raise ValueError("an account needs a `profile` of its own (or `connect`)")
        return self


class ChatGPTSettings(Section):
    """Where ChatGPT is, and the browser that goes there."""

    address: str = Field("https://chatgpt.com", pattern=r"^https?://[^/]+$")
    profile: Place | None = None
    """The browser's profile folder; None: ``profile`` in the data folder."""
    headless: bool = False
    """ChatGPT often asks a hidden browser whether a person is there; the practice site doesn't."""
    browser: Place | None = None
    """The browser's executable; None: the installed Chrome, Chromium or Edge, else Playwright's own."""
    pages: int = Field(3, ge=1, le=3)
    """How many Threads are answered at the same time. More than 3 bring "too many requests"."""
    longest_question: int = Field(60_000, ge=1)
    """Characters. Longer ones were cut in silence by the page; they go as a file."""
    patience: float = Field(45.0, gt=0)
    """Seconds until the page must have shown its composer."""
    check: float = Field(12.0, gt=0)
    """Seconds that a check for humans may take to pass by itself."""
    proof: float = Field(60.0, gt=0)
    """Seconds from the click until the page must have sent the question."""
    silence: float = Field(120.0, gt=0)
    """Seconds without a sign of life after which the conversation is looked up."""
    longest_answer: float = Field(1200.0, gt=0)
    """Seconds after which an answer is given up."""
    look_again: float = Field(5.0, gt=0)
    """Seconds between two looks at a conversation whose answer is not at its end."""
    idle: float = Field(600.0, gt=0)
    """Seconds after which the page of a Thread that asks nothing more is closed."""
    recycle: float = Field(24.0, gt=0)
    """Hours after which the browser is started anew, as soon as it has nothing to do."""
    connect: Loopback = ""
    """A Chrome that runs already and listens for CDP on this computer; empty: one of our own is started."""
    most_files: int = Field(10, ge=0)
    """Files that go with one question."""
    largest_file: int = Field(20_000_000, ge=1, le=50_000_000)
    """Bytes."""
    upload: float = Field(120.0, gt=0)
    """Seconds that the files of a question may take to be uploaded."""
    unmeant_models: tuple[str, ...] = ("gpt-3.5-turbo", "gpt-4", "gpt-4o", "gpt-4o-mini")
    """Names that programs send without meaning them; they keep the model that is chosen on the page."""
    rename: bool = False
    """Whether conversations are renamed to ``#channel · title``."""
    another_way: float = Field(10.0, gt=0)
    """Seconds in which the page may ask again what the site did not take, or find an answer elsewhere."""
    continues: int = Field(3, ge=0)
    """How often "Continue generating" is pressed for one answer."""
    accounts: dict[str, Account] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _accounts_are_apart(self) -> Self:
        for name in self.accounts:
            if not NAME.fullmatch(name):
                raise ValueError(f'"{name}" is no name for an account; use a to z, 0 to 9, - and _')
        places = [self.connect or self.profile, *(one.connect or one.profile for one in self.accounts.values())]
        places = [place for place in places if place]
        if len(set(places)) < len(places):
            raise ValueError("two accounts have the same profile or the same `connect`")
        return self

    def link(self, conversation: ConversationId) -> str:
        """Where it can be opened, also without a browser of ours."""
        return f"{self.address}/c/{conversation}"

    def account(self, name: str) -> "ChatGPTSettings":
        """The settings of one account, "" being the first; KeyError when there is no such account."""
        if not name:
            return self
        own = self.accounts[name].model_dump(exclude_none=True)
        return self.model_copy(update={"profile": None, "accounts": {}, **own})
