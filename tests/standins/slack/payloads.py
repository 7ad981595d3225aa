"""What goes over the wire: JSON objects as Slack writes them, and its refusals.

Slack's payloads have no fixed schema, so inside the stand-in they stay plain dictionaries.
"""

from typing import Any

Payload = dict[str, Any]


class SlackError(Exception):
    """A call refused with HTTP 200 and `{"ok": false, "error": code}`, as Slack refuses.

    Further words (`needed`, `provided`, …) go into the answer beside the code.
    """

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
