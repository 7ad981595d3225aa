"""What the page has asked the site for lately: method, path and status, never a query, a header or a body."""

import re
from collections import deque
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response

KEPT = 200
ID = re.compile(r"[0-9a-f]{6,}(?:-[0-9a-f]{4,})*|[A-Za-z]+-[A-Za-z0-9_-]*\d[A-Za-z0-9_-]{6,}|\d{4,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passed:
    """One request and its answer."""

    method: str
    host: str
    path: str
    status: int
    kind: str

    def __str__(self) -> str:
        return f"{self.method} {self.host}{self.path} {self.status} {self.kind}"


class Trail:
    """The last requests of a tab, and what the answer to the page itself was."""

    def __init__(self) -> None:
        self.passed: deque[Passed] = deque(maxlen=KEPT)
        self.document: int | None = None
        """The status of the page itself; None before it is there."""
        self.challenged = False
        """The site put a check for humans in the page's place."""
        self.unauthorized = False
        """The site did not know who asks."""

    def attach(self, tab: Page) -> None:
        tab.on("response", self._note)

    def begin(self) -> None:
        """The page is loaded anew."""
        self.document, self.challenged, self.unauthorized = None, False, False

    def _note(self, response: Response) -> None:
        address = urlsplit(response.url)
        kind = response.headers.get("content-type", "").split(";")[0]
        path = masked(address.path)
        self.passed.append(Passed(response.request.method, address.hostname or "", path, response.status, kind))
        if response.status == 401 and address.path.startswith("/backend-api/"):
            self.unauthorized = True
        if _is_the_page(response):
            self.document = response.status
            self.challenged = response.headers.get("cf-mitigated") == "challenge"


def masked(text: str) -> str:
    """Without anything that looks like the id of something."""
    return ID.sub("#", text)


def _is_the_page(response: Response) -> bool:
    try:
        return response.request.is_navigation_request() and response.frame.parent_frame is None
    except PlaywrightError:  # of a worker, or of a frame that is gone
        return False
