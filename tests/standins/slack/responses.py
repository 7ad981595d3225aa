"""response_url: answers to a click or a command, without a token.

Source: docs.slack.dev "Handling user interaction", "Message responses": five posts in thirty minutes; ephemeral
unless response_type is in_channel; replace_original and delete_original mean the message that was clicked.
Seen 2026-08: afterwards HTTP 404 with used_url or expired_url.
"""

import json
import secrets
from dataclasses import dataclass, replace

from aiohttp import web

from .calls import Arguments
from .methods.chat import words
from .payloads import Payload, SlackError
from .state import Channel, Ephemeral, Message
from .workspace import Words, Workspace

POSTS = 5
LIVES = 1800.0
PATH = "/actions/"


@dataclass(slots=True, eq=False)
class Response:
    """What can be answered where, and how often still."""

    workspace: Workspace
    channel: Channel
    user: str
    source: Message | Ephemeral | None
    until: float
    left: int = POSTS

    def say(self, body: Payload) -> None:
        args = Arguments(body)
        if args.flag("delete_original"):
            return self._delete()
        said = words(args)
        if args.flag("replace_original") and self.source:
            return self._replace(said)
        thread_ts = args.text("thread_ts")
        if args.text("response_type") == "in_channel":
            self.workspace.post(self.channel, self.workspace.bot, said, thread_ts=thread_ts)
        else:
            self.workspace.whisper(self.channel, self.user, said, thread_ts)
        return None

    def _delete(self) -> None:
        match self.source:
            case Ephemeral() as shown:
                self.channel.ephemerals.remove(shown)
            case Message() as message if message.user == self.workspace.bot.id:
                self.workspace.delete(message)
            case _:
                raise SlackError("cant_delete_message")

    def _replace(self, said: Words) -> None:
        match self.source:
            case Ephemeral() as shown:
                place = self.channel.ephemerals.index(shown)
                new = replace(shown, text=said.text, markdown_text=said.markdown_text, blocks=said.blocks or [])
                self.channel.ephemerals[place] = self.source = new
            case Message() as message if message.user == self.workspace.bot.id:
                self.workspace.edit(message, self.workspace.bot, said)
            case _:
                raise SlackError("cant_update_message")


class Responses:
    def __init__(self) -> None:
        self._open: dict[str, Response] = {}

    def new(
        self, workspace: Workspace, channel: Channel, user: str, source: Message | Ephemeral | None
    ) -> tuple[str, Response]:
        key = f"{workspace.team}/{secrets.token_hex(12)}"
        until = workspace.clock.now() + LIVES
        self._open[key] = Response(workspace, channel, user, source, until)
        return f"{workspace.world.address}{PATH}{key}", self._open[key]

    async def handle(self, request: web.Request) -> web.Response:
        response = self._open.get(request.match_info["key"])
        if response is None:
            return _refused("no_service", 404)
        if response.workspace.clock.now() > response.until:
            return _refused("expired_url", 404)
        if response.left == 0:
            return _refused("used_url", 404)
        try:
            response.say(json.loads(await request.text()))
        except ValueError:
            return _refused("invalid_payload", 400)
        except SlackError as refusal:
            return _refused(refusal.code, 400)
        finally:
            response.workspace.world.changed()
        response.left -= 1
        return web.Response(text="ok")


def _refused(error: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": error}, status=status)
