"""The section ``[discord]`` of config.toml."""

from pydantic import Field, SecretStr, field_validator

from platforms.chat import Chat

APPS = "https://discord.com/developers/applications"


class DiscordSettings(Chat):
    """The bot's token, and where Discord is."""

    token: SecretStr = Field(examples=["MTk4….Cl2FMQ.ZnCj…"])
    """On the app's page "Bot"; there "Message Content Intent" has to be switched on as well."""
    largest_file: int = Field(10_485_760, ge=1)
    """Bytes; as much as people without a subscription may upload."""
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
