"""What the page has asked the site for lately: method, path and status, never a query, a header or a body.

Told by the browser itself (CDP). Playwright's own events would do, but it keeps an object for each of the last
10,000 requests of a browser, here and in its driver.
"""

import re
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession

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
        self._page = ""
        self._methods: dict[str, str] = {}
        """Of what is not answered yet, by request."""

    async def attach(self, cdp: CDPSession) -> None:
        """Note what this tab asks for from now on; Network.enable is somebody else's to send."""
        self._methods.clear()
        self._page = (await cdp.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        cdp.on("Network.requestWillBeSent", self._request)
        cdp.on("Network.responseReceived", self._response)
        cdp.on("Network.loadingFailed", self._failed)

    def begin(self) -> None:
        """The page is loaded anew."""
        self.document, self.challenged, self.unauthorized = None, False, False

    def _request(self, event: dict[str, Any]) -> None:
        self._methods[event["requestId"]] = event["request"]["method"]

    def _failed(self, event: dict[str, Any]) -> None:
        self._methods.pop(event["requestId"], None)

    def _response(self, event: dict[str, Any]) -> None:
        response, method = event["response"], self._methods.pop(event["requestId"], "-")
        address, status = urlsplit(response["url"]), response["status"]
        host, path = address.hostname or "", masked(address.path)
        self.passed.append(Passed(method, host, path, status, response["mimeType"]))
        if status == 401 and address.path.startswith("/backend-api/"):
            self.unauthorized = True
        if event["type"] == "Document" and event.get("frameId") == self._page:
            headers = {name.lower(): value for name, value in response["headers"].items()}
            self.document = status
            self.challenged = headers.get("cf-mitigated") == "challenge"


def masked(text: str) -> str:
    """Without anything that looks like the id of something."""
    return ID.sub("#", text)
