"""The app's manifest: complete, within every limit of Slack's, and the same behind its link."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from bridge.cli import app
from bridge.errors import BadConfig
from bridge.texts import say
from bridge.types import Language
from platforms.slack.settings import SlackSettings
from platforms.slack.setup.manifest import EVENTS, SCOPES, Way, link, manifest, way_of
from platforms.slack.setup.manifest_limits import Manifest, problems
from tests.standins.slack.app import SCOPES as GRANTED

HTTP = Way("https://b.example.com/slack/events", "https://b.example.com/slack/oauth_redirect")
OAUTH = {"client_id": "1.2", "client_secret": "c", "address": "https://b.example.com"}


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("way", [Way(), HTTP])
def test_slack_takes_it(language: Language, way: Way) -> None:
    """In both languages, both ways."""
    assert problems(manifest(language=language, way=way)) == []


def test_what_socket_mode_needs() -> None:
    """No address anywhere."""
    made = manifest()
    assert made["settings"] == {
        "event_subscriptions": {"bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True},
        "org_deploy_enabled": False,
        "socket_mode_enabled": True,
        "token_rotation_enabled": False,
    }
    assert "url" not in made["features"]["slash_commands"][0]
    assert "https://" not in json.dumps(made)


def test_what_signed_requests_need() -> None:
    """The address for events, clicks and the command; and where teams are sent back to."""
    made = manifest(way=HTTP)
    settings = made["settings"]
    places = [settings["event_subscriptions"], settings["interactivity"]]
    assert [place["request_url"] for place in places] == [HTTP.events] * 2
    assert made["features"]["slash_commands"][0]["url"] == HTTP.events
    assert made["oauth_config"]["redirect_urls"] == [HTTP.redirect]
    assert settings["socket_mode_enabled"] is False
    assert {"app_uninstalled", "tokens_revoked"} <= set(settings["event_subscriptions"]["bot_events"])


def test_the_features() -> None:
    """A bot that is always there, a tab to write in, the agent view, the command and both shortcuts."""
    features = manifest("Ask it")["features"]
    assert features["bot_user"] == {"display_name": "Ask it", "always_online": True}
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
    assert features["agent_view"].keys() == {"agent_description", "suggested_prompts"}
    assert features["slash_commands"][0]["command"] == "/threadbridge"
    assert features["slash_commands"][0]["should_escape"] is True
    assert [one["callback_id"] for one in features["shortcuts"]] == ["ask_about_this", "summarise_thread"]
    assert {one["type"] for one in features["shortcuts"]} == {"message"}


def test_the_scopes_are_those_of_the_tests() -> None:
    """The stand-in grants what an app gets that was made from it; each has its reason in both languages.

    It grants one more than we want: others read reactions, and it tells of them.
    """
    assert GRANTED - set(SCOPES) == {"reactions:read"}
    assert set(SCOPES) < GRANTED
    for language in ("en", "ko"):
        assert all(say(f"scope_{scope.replace(':', '_')}", language) for scope in SCOPES)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_link_holds_the_same(language: Language) -> None:
    """Every sign of it survives in an address that is plain ASCII."""
    made = manifest("A & B + C #1", language, HTTP)
    address = link(made)
    assert address.isascii()
    query = parse_qs(urlsplit(address).query, strict_parsing=True)
    assert query["new_app"] == ["1"]
    assert json.loads(query["manifest_json"][0]) == made


LONG = "x" * 5000


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("display_information.name", "x" * 36, "36 characters, has to have 1 to 35"),
        ("display_information.name", "", "0 characters"),
        ("display_information.description", "x" * 141, "1 to 140"),
        ("display_information.long_description", "x" * 174, "175 to 4000"),
        ("display_information.long_description", LONG, "175 to 4000"),
        ("features.bot_user.display_name", "x" * 81, "1 to 80"),
        ("features.agent_view.agent_description", "x" * 301, "0 to 300"),
        ("features.agent_view.suggested_prompts", [{"title": "t", "message": "m"}] * 5, "5 entries, at most 4"),
        ("features.slash_commands.0.command", "/", "2 to 32"),
        ("features.slash_commands.0.command", "/" + "x" * 32, "2 to 32"),
        ("features.slash_commands.0.description", LONG, "1 to 2000"),
        ("features.slash_commands.0.usage_hint", LONG, "1 to 1000"),
        ("features.slash_commands.0.url", "http://b", "https://"),
        ("features.shortcuts.0.name", "x" * 25, "1 to 24"),
        ("features.shortcuts.1.description", "x" * 151, "1 to 150"),
        ("features.shortcuts.1.callback_id", "x" * 256, "1 to 255"),
        ("oauth_config.redirect_urls", ["x"], "https://"),
        ("oauth_config.scopes.bot", ["x"] * 256, "at most 255"),
        ("settings.event_subscriptions.bot_events", ["x"] * 101, "at most 100"),
        ("settings.event_subscriptions.request_url", "https://" + LONG, "1 to 3500"),
        ("settings.interactivity.request_url", "b.example.com", "https://"),
    ],
)
def test_every_limit_is_checked(path: str, value: object, said: str) -> None:
    """The place is named."""
    made = manifest(way=HTTP)
    put(made, path, value)
    [wrong] = problems(made)
    assert said in wrong
    assert path.split(".0")[0].split(".1")[0] in wrong


def put(made: Manifest, path: str, value: object) -> None:
    *parents, last = path.split(".")
    place: Any = made
    for step in parents:
        place = place[int(step)] if step.isdecimal() else place[step]
    place[last] = value


def test_one_way_in_is_needed() -> None:
    """As Slack says it: a request URL or Socket Mode."""
    made = manifest()
    made["settings"]["socket_mode_enabled"] = False
    assert "neither Socket Mode nor a request_url" in problems(made)[0]


def test_a_name_that_is_too_long_is_said() -> None:
    """Before anybody opens Slack with it."""
    with pytest.raises(BadConfig, match=r"display_information.name: 40 characters"):
        manifest("x" * 40)


def test_the_way_of_a_configuration() -> None:
    """What is said on the command line counts more; another workspace has a path of its own."""
    plain = SlackSettings.model_validate({"bot_token": "xoxb-1", "app_token": "xapp-1", "path": "/hook/in"})
    teams = SlackSettings.model_validate({"signing_secret": "s", "oauth": OAUTH})
    assert way_of(None, "", "") == way_of(plain, "", "") == Way()
    assert way_of(None, "two", "https://b") == Way("https://b/slack/two/events")
    assert way_of(plain, "two", "https://b") == Way("https://b/hook/two/in")
    assert way_of(teams, "", "") == HTTP
    with pytest.raises(BadConfig, match='"My team" is no name for a workspace'):
        way_of(None, "My team", "")


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Needs no configuration; JSON alone on standard output, the link beside it."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["slack", "manifest", "--language", "ko", "--http", "https://b.example.com/"])
    assert done.exit_code == 0
    made = json.loads(done.stdout)
    assert made == manifest(language="ko", way=Way(HTTP.events))
    assert link(made) in done.stderr
    assert "signing_secret" in done.stderr
