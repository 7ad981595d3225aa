"""The section [chatgpt]."""

from pydantic import Field

from bridge.section import Place, Section


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
    """Characters. Longer ones were cut in silence by the page."""
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
