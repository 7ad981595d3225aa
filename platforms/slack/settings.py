"""The section ``[slack]`` of config.toml, and ``[slack.workspaces.NAME]`` for each app besides the first."""

import re
from pathlib import PurePosixPath
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from bridge.section import Section
from platforms.chat import Chat

APPS = "https://api.slack.com/apps"
BOT_TOKEN, APP_TOKEN = "xoxb-", "xapp-"
INSTALL, REDIRECT = "install", "oauth_redirect"
"""Our own pages, for teams that install the app themselves."""
NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


class WayIn(Section):
    """How an app's events come in: by Socket Mode with an ``app_token``, else as signed HTTP."""

    app_token: SecretStr | None = Field(None, examples=["xapp-…"])
    """"App-Level Token" with connections:write, on the page "Basic Information": Socket Mode, no address needed."""
    signing_secret: SecretStr | None = Field(None, examples=["32 letters and digits"], validate_default=True)
    """On the page "Basic Information": Slack sends requests to the host, port and path of ``[slack]``."""

    @field_validator("app_token")
    @classmethod
    def _is_app_token(cls, token: SecretStr | None) -> SecretStr | None:
        cure = 'take an "App-Level Token" with connections:write of the page "Basic Information"'
        return token and _begins(token, APP_TOKEN, cure)

    @field_validator("signing_secret")
    @classmethod
    def _some_way_in(cls, secret: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        app_token = others.data.get("app_token", True)  # not there: it has a mistake of its own
        if not app_token and not (secret and secret.get_secret_value()):
            raise ValueError(
                f'no way in for events. Write app_token = "{APP_TOKEN}…" for Socket Mode, or signing_secret = "…" '
                f"for signed HTTP requests; both are on the app's page at {APPS}"
            )
        return secret


def _bot_token(token: SecretStr) -> SecretStr:
    return _begins(token, BOT_TOKEN, 'take the "Bot User OAuth Token" of the page "OAuth & Permissions"')


class OneWorkspace(WayIn):
    """One more app, in a workspace of its own: its tokens, and what else is different; None inherits."""

    bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] = Field(examples=["xoxb-…"])
    owners: tuple[str, ...] | None = None
    allowed_people: tuple[str, ...] | None = None
    blocked_people: tuple[str, ...] | None = None
    allowed_channels: tuple[str, ...] | None = None
    blocked_channels: tuple[str, ...] | None = None
    questions_per_minute: int | None = Field(None, ge=0)
    api_url: str | None = Field(None, pattern="^https?://")


class OAuth(Section):
    """Where teams install the app themselves, at ``/slack/install``; events come in as signed HTTP."""

    client_id: str = Field(examples=["123.456"])
    """With the client secret on the app's page "Basic Information"."""
    client_secret: SecretStr = Field(examples=["32 letters and digits"])
    address: str = Field(pattern="^https://[^/]+$", examples=["https://bridge.example.com"])
    """The public address that leads to host and port of ``[slack]``."""
    teams: tuple[str, ...] = ()
    """Ids of the workspaces that may install it, ``T…``; empty: whoever finds the page."""


class SlackSettings(WayIn, Chat):
    """The first app, and what holds for all of them."""

    oauth: OAuth | None = None
    bot_token: SecretStr = Field(SecretStr(""), examples=["xoxb-…"], validate_default=True)
    """"Bot User OAuth Token" on the app's page "OAuth & Permissions"; not beside ``oauth``."""
    host: str = "127.0.0.1"
    """Where signed requests are awaited; Slack needs a public address in front of it, a tunnel or a proxy."""
    port: int = Field(3000, ge=0, le=65535)
    """0: any free one; the log says which."""
    path: str = Field("/slack/events", pattern="^/")
    """Of the first app; those of the others have their name before the last word, ``/slack/NAME/events``."""
    api_url: str = Field("https://slack.com/api/", pattern="^https?://")
    """Another address of Slack's Web API, for stand-ins and proxies."""
    workspaces: dict[str, OneWorkspace] = Field(default_factory=dict)

    @field_validator("bot_token")
    @classmethod
    def _is_there(cls, token: SecretStr, others: ValidationInfo) -> SecretStr:
        if others.data.get("oauth", True):  # not there: it has a mistake of its own
            if token.get_secret_value():
                raise ValueError("every team brings its own with [slack.oauth]; take one of the two out")
            return token
        if not token.get_secret_value():
            raise PydanticCustomError("missing", "Field required")
        return _bot_token(token)

    @model_validator(mode="after")
    def _teams_come_over_http(self) -> Self:
        if self.oauth and self.app_token:
            raise ValueError("[slack.oauth] needs signed HTTP: take app_token out, and write signing_secret")
        return self

    @model_validator(mode="after")
    def _workspaces_are_apart(self) -> Self:
        for name in self.workspaces:
            if not NAME.fullmatch(name):
                raise ValueError(f'"{name}" is no name for a workspace; use a to z, 0 to 9, - and _')
        for key in ("bot_token", "app_token"):
            tokens = [
                token
                for one in (self, *self.workspaces.values())
                if (token := getattr(one, key)) and token.get_secret_value()
            ]
            if len({token.get_secret_value() for token in tokens}) < len(tokens):
                raise ValueError(f"two workspaces have the same {key}; each has an app of its own")
        return self

    @property
    def apps(self) -> dict[str, "SlackSettings"]:
        """The settings of each app by its section's name, the first one's first."""
        return {"slack": self._alone({})} | {
            f"slack.workspaces.{name}": self._alone({"oauth": None, "path": path_of(self.path, name), **_own(one)})
            for name, one in self.workspaces.items()
        }

    def _alone(self, own: dict[str, object]) -> "SlackSettings":
        return self.model_copy(update={"workspaces": {}, **own})


def path_of(path: str, name: str) -> str:
    """Where the events of another app come in."""
    first = PurePosixPath(path)
    return str(first.parent / name / first.name)


def page(path: str, name: str) -> str:
    """The path of one of our own pages, beside that of the events."""
    return str(PurePosixPath(path).parent / name)


def _own(one: OneWorkspace) -> dict[str, object]:
    """What a section says itself; of its tokens everything, for they belong together."""
    tokens = {key: getattr(one, key) for key in ("bot_token", *WayIn.model_fields)}
    return tokens | {key: value for key in one.model_fields_set if (value := getattr(one, key)) is not None}


def _begins(token: SecretStr, start: str, cure: str) -> SecretStr:
    """The value itself is never shown: what looks wrong may be another token that is right."""
    if not token.get_secret_value().startswith(start):
        raise ValueError(f'does not begin with "{start}"; {cure} at {APPS}')
    return token
