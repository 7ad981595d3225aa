"""The section ``[discord]`` of config.toml."""

from pydantic import Field, SecretStr, field_validator

from platforms.doors import Admission

APPS = "https://discord.com/developers/applications"


class DiscordSettings(Admission):
    """The bot's token, and where Discord is."""

    token: SecretStr = Field(examples=["MTk4….Cl2FMQ.ZnCj…"])
    """On the app's page "Bot"; there "Message Content Intent" has to be switched on as well."""
    owners: tuple[str, ...] = ()
    """Ids of the people who are told privately when ChatGPT wants a person; they share a server with the bot."""
    api_url: str = Field("https://discord.com/api/v10", pattern="^https?://")
    """Another address of Discord's API, for stand-ins and proxies."""
    gateway_url: str = Field("wss://gateway.discord.gg/", pattern="^wss?://")
    """Another address of Discord's gateway. With one, resumed connections go there as well."""

    @field_validator("token")
    @classmethod
    def _is_token(cls, token: SecretStr) -> SecretStr:
        """As docs.discord.com "Authentication" shows it; an id, a public key or a client secret has no dots.

        The value itself is never shown: what looks wrong may be another secret that is right.
        """
        if token.get_secret_value().strip().removeprefix("Bot ").count(".") != 2:
            raise ValueError(
                f'is no bot token: that has two dots in it. Take the one of the app\'s page "Bot" at {APPS}'
            )
        return SecretStr(token.get_secret_value().strip().removeprefix("Bot "))
