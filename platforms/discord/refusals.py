"""What went wrong with a call to Discord, and what to do about it; pure.

Source: docs.discord.com "Opcodes and Status Codes" (JSON error codes), "Rate Limits", seen 2026-08; discord.py 2.7,
which by itself waits for a rate limit and tries five times, and tries again after 500, 502, 504 and 524.
"""

import aiohttp
import discord

from bridge.errors import Undeliverable
from platforms.trouble import NotNow, NotThere

CallFailed = (discord.HTTPException, discord.RateLimited, discord.LoginFailure, aiohttp.ClientError, OSError)
"""What discord.py raises when a call fails; a TimeoutError is an OSError."""

UNAUTHORIZED, TOO_MANY, SERVER_ERROR = 401, 429, 500

UNKNOWN_MESSAGE, OLD_MESSAGE, MISSING_PERMISSIONS, THREAD_EXISTS = 10008, 30046, 50013, 160004

FOR_GOOD = {
    10003: "The channel or the thread was deleted.",
    30033: "The thread has as many members as Discord allows. Ask in a new one.",
    50001: 'The bot can\'t see the channel. Grant its role "View Channel" there, then ask again.',
    50007: "The asker's privacy settings let no bot write direct messages. Ask in a channel.",
    50083: "The thread is archived. Write something in it, then ask again.",
    160005: "The thread is locked. Ask a moderator to unlock it.",
    160006: "The server has as many active threads as Discord allows. Close some, then ask again.",
}


def understood(error: Exception, needs: str = "") -> NotNow | NotThere | Undeliverable:
    """The failure of a call, in our words; `needs` is the permission without which Discord refuses the call."""
    match error:
        case discord.LoginFailure():
            return Undeliverable(what=_bad_token())
        case discord.RateLimited(retry_after=seconds):
            return NotNow("Discord asks for a pause", seconds=seconds, unclear=False)
        case discord.HTTPException(status=status) if status == TOO_MANY:
            return NotNow("Discord asks for a pause", seconds=_retry_after(error), unclear=False)
        case discord.HTTPException(status=status) if status >= SERVER_ERROR:
            return NotNow(f"Discord is in trouble (HTTP {status})")
        case discord.HTTPException(code=code) if code == UNKNOWN_MESSAGE:
            return NotThere(error.text)
        case discord.HTTPException(status=status, code=code, text=text):
            return Undeliverable(what=f"{_sentence(status, code, needs)} (Discord says {code}: {text})")
        case _:
            return NotNow(f"Discord can't be reached ({type(error).__name__})")


def _sentence(status: int, code: int, needs: str) -> str:
    """One fact and one next step, for an error that waiting does not cure."""
    if status == UNAUTHORIZED:
        return _bad_token()
    if code == MISSING_PERMISSIONS and needs:
        return f'The bot lacks the permission "{needs}". Grant it to its role in this channel, then ask again.'
    return FOR_GOOD.get(code, "Discord does not take it.")


def _bad_token() -> str:
    return 'Discord refuses the token. Take a new one from the app\'s page "Bot".'


def _retry_after(error: discord.HTTPException) -> float:
    given = error.response.headers.get("Retry-After", "")
    return float(given) if given.replace(".", "", 1).isdigit() else 1.0
