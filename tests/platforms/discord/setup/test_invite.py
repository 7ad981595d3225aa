"""The link that takes the bot into a server."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from bridge.errors import BadConfig
from bridge.types import Language
from platforms.discord.setup.invite import explained, id_of_app, link
from platforms.discord.setup.permissions import NEEDED, invited
from tests.platforms.discord.sockets import settings
from tests.standins.discord import StandInDiscord


def test_the_link() -> None:
    """The scopes of a bot with commands, and exactly the permissions of the table."""
    made = urlsplit(link("123"))
    assert (made.scheme, made.netloc, made.path) == ("https", "discord.com", "/oauth2/authorize")
    assert parse_qs(made.query) == {
        "client_id": ["123"],
        "scope": ["bot applications.commands"],
        "permissions": [str(invited().value)],
    }


def test_the_server_may_be_chosen_already() -> None:
    """And stays it."""
    chosen = parse_qs(urlsplit(link("123", "456")).query)
    assert (chosen["guild_id"], chosen["disable_guild_select"]) == (["456"], ["true"])


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_it_asks_for_is_explained(language: Language) -> None:
    """Each permission, as Discord shows it to whoever opens the link."""
    before, after = explained(language)
    assert all(one.shown.say(language) in before for one in NEEDED)
    assert "threadbridge doctor discord" in after


async def test_the_app_is_the_tokens(discord: StandInDiscord) -> None:
    """Discord knows whose token it is; what it refuses is a mistake in the configuration."""
    assert await id_of_app(settings(discord)) == str(discord.app.id)
    wrong = settings(discord).model_copy(update={"token": SecretStr("a.b.c")})
    with pytest.raises(BadConfig, match=r"\[discord\] token: Discord refuses"):
        await id_of_app(wrong)


def test_the_command(tmp_path: Path) -> None:
    """The link alone on standard output; with an app's id neither config.toml nor a network is needed."""
    words = ("-m", "bridge.cli", "discord", "invite", "--app", "123", "--server", "456", "--language", "ko")
    done = subprocess.run((sys.executable, *words), cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == link("123", "456") + "\n"
    assert "공개 스레드 만들기" in done.stderr
