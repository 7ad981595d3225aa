"""The section ``[slack]`` of config.toml."""

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from bridge.section import Section

APPS = "https://api.slack.com/apps"
BOT_TOKEN, APP_TOKEN = "xoxb-", "xapp-"


class SlackSettings(Section):
    """The app's tokens, and how events come in: by Socket Mode with an ``app_token``, else as signed HTTP."""

    bot_token: SecretStr = Field(examples=["xoxb-…"])
    """"Bot User OAuth Token" on the app's page "OAuth & Permissions"."""
    app_token: SecretStr | None = Field(None, examples=["xapp-…"])
    """"App-Level Token" with connections:write, on the page "Basic Information": Socket Mode, no address needed."""
    signing_secret: SecretStr | None = Field(None, examples=["32 letters and digits"], validate_default=True)
    """On the page "Basic Information": Slack sends requests to host, port and path below."""
    host: str = "127.0.0.1"
    """Where signed requests are awaited; Slack needs a public address in front of it, a tunnel or a proxy."""
    port: int = Field(3000, ge=0, le=65535)
    """0: any free one; the log says which."""
    path: str = Field("/slack/events", pattern="^/")
    owners: tuple[str, ...] = ()
    """Ids of the people who are told privately when ChatGPT wants a person: ``U…``, in their profile's menu."""
    api_url: str = Field("https://slack.com/api/", pattern="^https?://")
    """Another address of Slack's Web API, for stand-ins and proxies."""

    @field_validator("bot_token")
    @classmethod
    def _is_bot_token(cls, token: SecretStr) -> SecretStr:
        return _begins(token, BOT_TOKEN, 'take the "Bot User OAuth Token" of the page "OAuth & Permissions"')

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


def _begins(token: SecretStr, start: str, cure: str) -> SecretStr:
    """The value itself is never shown: what looks wrong may be another token that is right."""
    if not token.get_secret_value().startswith(start):
        raise ValueError(f'does not begin with "{start}"; {cure} at {APPS}')
    return token
