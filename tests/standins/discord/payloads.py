"""What goes over the wire: JSON objects as Discord writes them, and its refusals.

Discord's payloads have no fixed schema, so inside the stand-in they stay plain dictionaries.
Source: docs.discord.com "Opcodes and Status Codes" (JSON error codes), "Error Messages", seen 2026-08.
"""

from typing import Any

Payload = dict[str, Any]

REFUSALS: dict[int, tuple[int, str]] = {
    0: (400, "400: Bad Request"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30007: (400, "Maximum number of webhooks reached (15)"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30032: (400, "Maximum number of application commands reached"),
    30033: (400, "Maximum number of thread participants has been reached (1000)"),
    30034: (400, "Max number of daily application command creates has been reached (200)"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later."),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (403, "Cannot execute action on this channel type"),
    50025: (401, "Invalid OAuth2 access token"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160002: (400, "You do not have permission to reply to this message because you cannot read its history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "This thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
}


class DiscordError(Exception):
    """A call refused as Discord refuses: an HTTP status, and JSON with a code and words."""

    def __init__(self, code: int, *, status: int | None = None, message: str | None = None, **more: Any) -> None:
        usual_status, usual_message = REFUSALS.get(code, (400, "refused"))
        self.status = usual_status if status is None else status
        self.code = code
        self.more = more
        self.message = usual_message if message is None else message
        super().__init__(f"{self.status} {code}: {self.message}")

    @property
    def body(self) -> Payload:
        return {"message": self.message, "code": self.code, **self.more}


def invalid(field: str, code: str, message: str) -> DiscordError:
    """A field of the body is wrong; dots lead to fields within fields."""
    errors: Payload = {"_errors": [{"code": code, "message": message}]}
    for name in reversed(field.split(".")):
        errors = {name: errors}
    return DiscordError(50035, errors=errors)


def too_long(field: str, most: int) -> DiscordError:
    return invalid(field, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def unauthorized() -> DiscordError:
    return DiscordError(0, status=401, message="401: Unauthorized")


def not_found() -> DiscordError:
    return DiscordError(0, status=404, message="404: Not Found")
