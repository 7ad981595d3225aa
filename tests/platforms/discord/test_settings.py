"""The section [discord]: what is missing or wrong is named, and no token is ever shown."""

import subprocess
import sys

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import ValidationError

from platforms.discord.settings import DiscordSettings

TOKEN = "MTk4NjIy.Cl2FMQ.very-secret"


def mistakes(**values: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        DiscordSettings.model_validate(values)
    found = {".".join(map(str, mistake["loc"])): mistake["msg"] for mistake in caught.value.errors()}
    assert "very-secret" not in str(found)
    return found


@pytest.mark.parametrize("written", [TOKEN, f"Bot {TOKEN}", f" {TOKEN}\n"])
def test_a_token_is_enough(written: str) -> None:
    settings = DiscordSettings.model_validate({"token": written})
    assert settings.token.get_secret_value() == TOKEN
    assert "very-secret" not in repr(settings)


def test_ids_may_be_written_as_numbers() -> None:
    """As Discord shows them."""
    settings = DiscordSettings.model_validate({"token": TOKEN, "owners": [198622483471925248]})
    assert settings.owners == ("198622483471925248",)


def test_the_addresses_are_discords() -> None:
    """As discord.py 2.7 has them."""
    settings = DiscordSettings.model_validate({"token": TOKEN})
    assert settings.api_url == Route.BASE
    assert settings.gateway_url == str(DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.mark.parametrize("other", ["", "198622483471925248", "0123456789abcdef-very-secret"])
def test_what_is_no_token(other: str) -> None:
    """The app's id, its public key and its client secret are the usual mistakes."""
    assert "is no bot token: that has two dots in it. Take the one" in mistakes(token=other)["token"]


def test_addresses() -> None:
    found = mistakes(token=TOKEN, api_url="discord.com", gateway_url="https://gateway.discord.gg")
    assert found.keys() == {"api_url", "gateway_url"}


def test_naming_the_plugin_is_cheap() -> None:
    """Nothing of Discord's is loaded before the platform is opened."""
    heavy = "[name for name in ('discord', 'aiohttp') if name in sys.modules]"
    program = f"import sys; from platforms.discord import plugin; print({heavy})"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
