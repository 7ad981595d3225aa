"""One call of the API as it came in: its path, query and body; JSON, or a form with files beside it.

Source: docs.discord.com "API Reference" (Uploading Files: payload_json, files[n]), seen 2026-08.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.standins.discord.payloads import DiscordError, Payload, invalid


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes = field(repr=False)
    kind: str | None


@dataclass(slots=True)
class Call:
    """`answer` is None until it was answered, for good where that failed, and where there is nothing to say."""

    method: str
    path: str
    at: float
    query: dict[str, str] = field(default_factory=dict)
    body: Payload = field(default_factory=dict)
    listed: list[Any] = field(default_factory=list)
    """The body where that is a list."""
    files: dict[int, Upload] = field(default_factory=dict)
    """By the number in files[n]."""
    route: str = ""
    """The template of its path, with its method."""
    params: dict[str, str] = field(default_factory=dict)
    answer: Any = None
    status: int | None = None

    @property
    def code(self) -> int | None:
        """Discord's, where it was refused."""
        return self.answer.get("code") if isinstance(self.answer, dict) and (self.status or 0) >= 400 else None

    def fits(self, pattern: str) -> bool:
        """`POST /channels/*/messages`: a star is one piece of the path; alone it is any call."""
        if pattern == "*":
            return True
        method, _, path = pattern.partition(" ")
        wanted, given = path.split("/"), self.path.split("/")
        return (
            method in ("*", self.method)
            and len(wanted) == len(given)
            and all(one in ("*", its) for one, its in zip(wanted, given, strict=True))
        )

    def id(self, name: str) -> int:
        """An id of the path."""
        return snowflake(self.params[name], name)

    def text(self, name: str, most: int, least: int = 1) -> str:
        value = self.body.get(name)
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise invalid(name, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        return value

    def whole(self, name: str, default: int, most: int) -> int:
        """A number of the query."""
        given = self.query.get(name, str(default))
        if not given.isdigit() or not 1 <= int(given) <= most:
            raise invalid(name, "NUMBER_TYPE_MAX", f"int value should be between 1 and {most}.")
        return int(given)

    def flag(self, name: str) -> bool:
        return self.query.get(name, "").lower() in ("1", "true")


def snowflake(given: object, field: str) -> int:
    if not str(given).isdigit():
        raise invalid(field, "NUMBER_TYPE_COERCE", f'Value "{given}" is not snowflake.')
    return int(str(given))


async def read(request: web.Request, path: str, at: float) -> Call:
    call = Call(request.method, path, at, dict(request.query))
    if request.content_type.startswith("multipart/"):
        await _form(request, call)
    elif request.body_exists and (text := await request.text()):
        _fill(call, text)
    return call


def _fill(call: Call, text: str) -> None:
    try:
        body = json.loads(text)
    except ValueError:
        raise DiscordError(50109) from None
    if isinstance(body, list):
        call.listed = body
    elif isinstance(body, dict):
        call.body = body
    else:
        raise DiscordError(50109)


async def _form(request: web.Request, call: Call) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        name = part.name or ""
        if name == "payload_json":
            _fill(call, await part.text())
        elif name.startswith("files["):
            number = int(name.removeprefix("files[").removesuffix("]"))
            content = bytes(await part.read(decode=True))
            call.files[number] = Upload(part.filename or "unknown", content, part.headers.get("Content-Type"))
