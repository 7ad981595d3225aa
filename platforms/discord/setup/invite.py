"""The link that takes the bot into a server, with exactly what it needs.

Source: docs.discord.com "OAuth2" (bot users), seen 2026-09.
"""

from urllib.parse import urlencode

from bridge.errors import BadConfig, PlatformError
from bridge.texts import say
from bridge.types import Language
from platforms.discord.connection.client import Client
from platforms.discord.settings import DiscordSettings
from platforms.discord.setup.permissions import NEEDED, invited
from platforms.discord.web import Web
from platforms.trouble import NotNow

AUTHORIZE = "https://discord.com/oauth2/authorize"
SCOPES = ("bot", "applications.commands")
"""To be there, and to have commands there."""


def link(application: str, server: str = "") -> str:
    """With a `server`, it is chosen already."""
    asked = {"client_id": application, "scope": " ".join(SCOPES), "permissions": str(invited().value)}
    chosen = {"guild_id": server, "disable_guild_select": "true"} if server else {}
    return f"{AUTHORIZE}?{urlencode(asked | chosen)}"


def explained(language: Language) -> tuple[str, str]:
    """What the link asks for and why, and what comes after it."""
    asked = [f"  {one.shown.say(language)}: {one.reason.say(language)}" for one in NEEDED]
    return "\n".join([say("invite_open", language), *asked]), say("invite_then", language)


async def id_of_app(settings: DiscordSettings) -> str:
    """Of whose token it is; BadConfig when Discord does not take it, or can't be asked."""
    client = Client(settings, lambda told: None, lambda interaction: None)
    try:
        await Web(client).log_in(settings.token.get_secret_value())
        return str(client.application_id)
    except (NotNow, PlatformError) as error:
        raise BadConfig(what=f"[discord] token: {error}") from error
    finally:
        await client.close()
