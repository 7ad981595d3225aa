"""The link that takes the bot into a server, with exactly what it needs; pure.

Source: docs.discord.com "OAuth2" (bot users), seen 2026-09.
"""

from urllib.parse import urlencode

from platforms.discord.setup.permissions import invited

AUTHORIZE = "https://discord.com/oauth2/authorize"
SCOPES = ("bot", "applications.commands")
"""To be there, and to have commands there."""


def link(application: str, server: str = "") -> str:
    """With a `server`, it is chosen already."""
    asked = {"client_id": application, "scope": " ".join(SCOPES), "permissions": str(invited().value)}
    chosen = {"guild_id": server, "disable_guild_select": "true"} if server else {}
    return f"{AUTHORIZE}?{urlencode(asked | chosen)}"
