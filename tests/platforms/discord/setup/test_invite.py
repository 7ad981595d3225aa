"""The link that takes the bot into a server."""

from urllib.parse import parse_qs, urlsplit

from platforms.discord.setup.invite import link
from platforms.discord.setup.permissions import invited


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
