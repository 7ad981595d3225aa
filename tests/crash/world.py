"""What stands around the program: Slack, Discord and ChatGPT, each of which tells of what reaches it."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from socket import socket

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from scraper.practice import PracticeSite
from scraper.practice.questions import Post
from tests.crash.life import Lives
from tests.crash.watch import Watch, Whom
from tests.standins.discord import StandInDiscord
from tests.standins.faults import cut
from tests.standins.slack import StandInSlack

CONFIG = """
[defaults]
mode = "every"
language = "en"

[log]
level = "info"

[chatgpt]
address = "{site}"
headless = true
look_again = 0.3
check = 2
another_way = 1
silence = 5
patience = 20
proof = 15

[http]
port = {port}

[slack]
bot_token = "{slack.bot_token}"
app_token = "{slack.app_token}"
api_url = "{slack.api_url}"

[discord]
token = "{discord.token}"
api_url = "{discord.api_url}"
gateway_url = "{discord.gateway_url}"
"""

Named = Callable[[web.Request], str]


class World:
    """All of it, with the program in the middle."""

    def __init__(self, site: PracticeSite, slack: StandInSlack, discord: StandInDiscord, folder: Path) -> None:
        config = folder / "config.toml"
        self.lives = Lives(config, folder)
        self.watch = self.lives.watch
        self.site, self.slack, self.discord = site, slack, discord
        self.ledger = folder / "data" / "threadbridge.db"
        self._config = config
        slack.around.append(self._told(_slack, "bridge"))
        slack.sockets.takes = self._acknowledged
        discord.around.append(self._told(_discord, "bridge"))
        site._runner.app.middlewares.insert(0, self._told(_chatgpt, "Chromium"))
        site.posts = Posts(self.watch)

    def furnish(self) -> None:
        """People and places, and where the program finds it all."""
        self.general, self.ana = self.slack.channel("general"), self.slack.user("ana")
        self.lobby, self.bob = self.discord.channel("lobby"), self.discord.user("bob")
        port = _free()
        self.endpoint = f"http://127.0.0.1:{port}/v1/chat/completions"
        filled = CONFIG.format(site=self.site.url, slack=self.slack, discord=self.discord, port=port)
        self._config.write_text(filled, "utf-8")

    @property
    def reads_on(self) -> bool:
        """It knows up to where both channels were read; what was said before is not asked."""
        places = f"'{self.general.id}', '{self.lobby.id}'"
        return self._read(f"SELECT count(*) FROM cursors WHERE channel IN ({places})") == 2

    @property
    def unfinished(self) -> bool:
        """Whether a turn is not at its end."""
        return self._read("SELECT count(*) FROM turns WHERE NOT ended") != 0

    def asked(self, token: str, action: str) -> int:
        """How often ChatGPT was, with these words."""
        return sum(token in post.text and post.action == action for post in self.site.posts)

    def failed(self, token: str) -> str:
        """Why the question with these words has no answer, once its asker was told."""
        where = "state = 'failed' AND ended AND text LIKE ?"
        return str(self._read(f"SELECT reason FROM turns WHERE {where}", f"%{token}%") or "")

    def _read(self, query: str, *values: str) -> object:
        """One value; None where there is none, or no ledger yet."""
        with suppress(sqlite3.OperationalError), closing(self._ledger()) as ledger:
            return next(ledger.execute(query, values), [None])[0]
        return None

    def _ledger(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True)

    def _acknowledged(self) -> bool:
        if self.watch.at("before", ["slack acknowledgement"]) not in (None, "Chromium"):
            return False
        self.watch.at("after", ["slack acknowledgement"])
        return True

    def _told(self, named: Named, sender: Whom) -> Middleware:
        """Tells of each request; one whose sender was killed before it is not taken."""

        @web.middleware
        async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not (name := named(request)):
                return await handler(request)
            if self.watch.at("before", [name]) in (sender, "both"):
                return cut(request)
            response = await handler(request)
            if not isinstance(response, web.WebSocketResponse):
                self.watch.at("after", [name])
            return response

        return told


class Posts(list[Post]):
    """Tells of each question that ChatGPT has taken, before anybody else hears of it."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    def append(self, post: Post) -> None:
        super().append(post)
        self._watch.at("before", ["chatgpt has taken it"])
        self._watch.at("after", ["chatgpt has taken it"])


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """The program is not started yet."""
    site, slack, discord = PracticeSite(language="en"), StandInSlack(limits=False), StandInDiscord(limits=False)
    site.hydration, site.settle, site.poll = 0.05, 0.02, 0.2
    around = World(site, slack, discord, folder)
    async with site, slack, discord:
        around.furnish()
        yield around


def _free() -> int:
    """A port that nobody has, and that stays the same from one life to the next."""
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _slack(request: web.Request) -> str:
    return f"slack {request.match_info.get('method') or _template(request.path)}"


def _discord(request: web.Request) -> str:
    return f"discord {request.method} {_template(request.path)}"


def _chatgpt(request: web.Request) -> str:
    return f"chatgpt {request.method} {_template(request.path)}" if request.path.startswith("/backend") else ""


def _template(path: str) -> str:
    """What is different each time is a star."""
    parts = path.removeprefix("/api/v10").split("/")
    return "/".join("*" if len(part) > 24 or any(map(str.isdigit, part)) else part for part in parts)
