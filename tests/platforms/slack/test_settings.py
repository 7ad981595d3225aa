"""The section [slack]: what is missing or wrong is named, and no token is ever shown."""

import subprocess
import sys

import pytest
from pydantic import ValidationError

from platforms.slack.settings import SlackSettings

BOT, APP, SIGNING = "xoxb-1-2-very-secret", "xapp-1-A-very-secret", "0123456789abcdef-very-secret"


def mistakes(**values: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        SlackSettings.model_validate(values)
    found = {".".join(map(str, mistake["loc"])): mistake["msg"] for mistake in caught.value.errors()}
    assert "very-secret" not in str(found)
    return found


@pytest.mark.parametrize("way", [{"app_token": APP}, {"signing_secret": SIGNING}])
def test_one_way_in_is_enough(way: dict[str, str]) -> None:
    settings = SlackSettings.model_validate({"bot_token": BOT, **way})
    assert "very-secret" not in repr(settings)


def test_no_way_in() -> None:
    """Both keys are named, with what to write."""
    for empty in ({}, {"signing_secret": ""}, {"app_token": "", "signing_secret": ""}):
        [(key, said)] = mistakes(bot_token=BOT, **empty).items()
        assert key == "signing_secret"
        assert 'Write app_token = "xapp-…" for Socket Mode, or signing_secret = "…"' in said


def test_tokens_that_were_mixed_up() -> None:
    """Each is told where the right one is."""
    found = mistakes(bot_token=APP, app_token=BOT)
    assert found.keys() == {"bot_token", "app_token"}
    assert 'does not begin with "xoxb-"; take the "Bot User OAuth Token"' in found["bot_token"]
    assert 'does not begin with "xapp-"; take an "App-Level Token" with connections:write' in found["app_token"]


OAUTH = {"client_id": "1.2", "client_secret": "very-secret", "address": "https://b.example.com"}


def test_where_teams_install_the_app_there_is_no_token() -> None:
    """Each brings its own; the way in is HTTP."""
    settings = SlackSettings.model_validate({"signing_secret": SIGNING, "oauth": OAUTH})
    assert "very-secret" not in repr(settings)
    assert "take one of the two out" in mistakes(bot_token=BOT, signing_secret=SIGNING, oauth=OAUTH)["bot_token"]
    assert "needs signed HTTP" in mistakes(app_token=APP, oauth=OAUTH)[""]
    assert mistakes(signing_secret=SIGNING, oauth=OAUTH | {"address": "http://b"}).keys() == {"oauth.address"}


def test_the_token_is_missing() -> None:
    """As any other key that has to be there."""
    assert mistakes(app_token=APP) == {"bot_token": "Field required"}


def test_addresses() -> None:
    found = mistakes(bot_token=BOT, app_token=APP, port=65536, path="slack", api_url="slack.com")
    assert found.keys() == {"port", "path", "api_url"}


def test_naming_the_plugin_is_cheap() -> None:
    """Nothing of Slack's is loaded before the platform is opened."""
    heavy = "[name for name in ('slack_bolt', 'slack_sdk', 'aiohttp') if name in sys.modules]"
    program = f"import sys; from platforms.slack import plugin; print({heavy})"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
