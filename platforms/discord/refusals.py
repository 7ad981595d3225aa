"""What went wrong with a call to Discord, and what to do about it; pure.

Source: docs.discord.com "Opcodes and Status Codes" (JSON error codes), "Rate Limits", seen 2026-09; discord.py 2.7,
which by itself waits for a rate limit and tries five times, and tries again after 500, 502, 504 and 524.
"""

from dataclasses import dataclass
from enum import Enum, auto

import aiohttp
import discord

from bridge.errors import ShutOut, Undeliverable
from bridge.texts import Phrase
from platforms.discord.setup.permissions import shown
from platforms.trouble import NotNow, NotThere


class NotCalled(Exception):
    """Discord does not let us in, so it was not called."""

    def __init__(self, why: ShutOut) -> None:
        super().__init__(str(why))
        self.why = why


CallFailed = (
    NotCalled,
    discord.HTTPException,
    discord.RateLimited,
    discord.LoginFailure,
    aiohttp.ClientError,
    OSError,
)
"""What is raised when a call fails; a TimeoutError is an OSError."""

UNAUTHORIZED, FORBIDDEN, TOO_MANY, SERVER_ERROR = 401, 403, 429, 500

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, OLD_MESSAGE, THREAD_EXISTS = 10003, 10008, 30046, 160004
ARCHIVED, WRONG_PLACE = 50083, 50024
MISSING_ACCESS, MISSING_PERMISSIONS, NO_HISTORY, INVALID_FORM, CLOUDFLARE = 50001, 50013, 160002, 50035, 40333


class Do(Enum):
    """What to do about a refusal."""

    PAUSE = auto()  # nothing was written; again when the pause is over
    AGAIN = auto()  # Discord stumbled, and it may have been done all the same
    ANEW = auto()  # the message is gone
    WAIT = auto()  # nothing is taken from us until somebody acts, or a ban is over
    NEVER = auto()  # it stays refused; the right person is told


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, and the sentence of bridge/texts that says why."""

    do: Do
    sentence: str = ""


CODES: dict[int, Verdict] = {
    int(code): verdict
    for verdict, codes in {
        # "Try again later", for a channel, a server or the whole of Discord.
        Verdict(Do.PAUSE): "20016 20022 20028 20029 40003 40004 40006 40062 110000 110001",
        Verdict(Do.AGAIN): "130000",
        Verdict(Do.ANEW): "10008 50005",
        Verdict(Do.WAIT, "discord_account"): "40001 50014",
        Verdict(Do.NEVER, "discord_unverified"): "40002 50178",
        Verdict(Do.WAIT, "discord_banned"): "40333",
        Verdict(Do.NEVER, "discord_no_view"): "50001",
        Verdict(Do.NEVER, "discord_permission"): "50013",
        Verdict(Do.NEVER, "discord_no_history"): "160002",
        Verdict(Do.NEVER, "discord_channel_gone"): "10003",
        Verdict(Do.NEVER, "discord_server_gone"): "10004 40007",
        Verdict(Do.NEVER, "discord_archived"): "50083",
        Verdict(Do.NEVER, "discord_locked"): "160005",
        Verdict(Do.NEVER, "discord_thread_full"): "30033",
        Verdict(Do.NEVER, "discord_too_many_threads"): "160006 160007",
        Verdict(Do.NEVER, "discord_old_message"): "30046",
        Verdict(Do.NEVER, "discord_no_such_place"): "40058 50003 50008 50009 50021 50024 50068",
        Verdict(Do.NEVER, "discord_closed"): "20009 50007 50033 50278",
        Verdict(Do.NEVER, "discord_person_gone"): "10007 10013",
        Verdict(Do.NEVER, "discord_moderated"): "20031 200000 200001 240000",
        Verdict(Do.NEVER, "discord_no_file"): "30015 40005 50045 50046 50110 50123 50146 400001",
        Verdict(Do.NEVER, "discord_two_factor"): "50017 60003",
        Verdict(Do.NEVER, "discord_commands"): "30032 30034",
        Verdict(Do.NEVER, "discord_not_waiting"): "10015 10062 40060 40094 50027",
        Verdict(Do.NEVER, "discord_our_fault"): "10002 10014 10063 20001 20002 20012 20018 40041 40043 50002 50006 "
        "50010 50016 50025 50026 50035 50041 50067 50109 160004",
    }.items()
    for code in codes.split()
}
"""Of those that the calls made here can meet."""

OTHERS = Verdict(Do.NEVER, "discord_refused")

STATUSES = {
    UNAUTHORIZED: Verdict(Do.WAIT, "discord_account"),
    FORBIDDEN: Verdict(Do.NEVER, "discord_forbidden"),
    TOO_MANY: Verdict(Do.PAUSE),
}
"""Where the code says nothing; from 500 on it is Discord's own trouble."""

LONG = 60.0
"""Seconds of a pause where Discord says "later", and not when."""

MOST_WORDS = 200
"""Characters of what Discord says."""

LENGTH = "BASE_TYPE_MAX_LENGTH"
"""What a form is told whose text is too long."""


def understood(error: Exception, needs: str = "") -> NotNow | NotThere | ShutOut | Undeliverable:
    """The failure of a call, in our words; `needs` is the permission without which Discord refuses the call."""
    match error:
        case NotCalled(why=why):
            return ShutOut(**why.values)
        case discord.LoginFailure():
            return ShutOut(what=Phrase("discord_account", said="401"))
        case discord.RateLimited(retry_after=seconds):
            return NotNow("Discord asks for a pause", seconds=seconds, unclear=False)
        case discord.HTTPException():
            return _answered(error, needs)
        case _:
            return NotNow(f"Discord can't be reached ({type(error).__name__})")


def banned(error: BaseException | None) -> float | None:
    """Seconds for which Cloudflare lets nothing of this computer through to Discord; None: it does.

    Discord's own answers have come through its proxy and are JSON; discord.py raises a 429 that is not at once.
    """
    if not isinstance(error, discord.HTTPException):
        return None
    elsewhere = not error.code and not error.response.headers.get("Via")
    if error.code == CLOUDFLARE or (elsewhere and (error.status == TOO_MANY or _is_a_page(error))):
        return max(_retry_after(error, LONG), LONG)
    return None


def too_long(error: Exception) -> bool:
    """Whether a text was refused for its length."""
    return isinstance(error, discord.HTTPException) and error.code == INVALID_FORM and LENGTH in str(error._errors)


def verdict_of(error: discord.HTTPException) -> Verdict:
    """By its code, and where there is none by its status."""
    if banned(error) is not None:
        return CODES[CLOUDFLARE]
    if error.status >= SERVER_ERROR:
        return Verdict(Do.AGAIN)
    if error.status == TOO_MANY:
        return STATUSES[TOO_MANY]
    return CODES.get(error.code) or STATUSES.get(error.status, OTHERS)


def _answered(error: discord.HTTPException, needs: str) -> NotNow | NotThere | ShutOut | Undeliverable:
    verdict = verdict_of(error)
    match verdict.do:
        case Do.PAUSE:
            pause = 1.0 if error.status == TOO_MANY else LONG
            return NotNow("Discord asks for a pause", seconds=_retry_after(error, pause), unclear=False)
        case Do.AGAIN:
            return NotNow(f"Discord is in trouble (HTTP {error.status})")
        case Do.ANEW:
            return NotThere(error.text)
        case _:
            return _refusal(verdict, error, needs)


def _is_a_page(error: discord.HTTPException) -> bool:
    return error.status == FORBIDDEN and error.text.lstrip().lower().startswith(("<", "error code"))


def _refusal(verdict: Verdict, error: discord.HTTPException, needs: str) -> ShutOut | Undeliverable:
    """One fact and one next step, with Discord's own words for it."""
    words = "" if error.text.lstrip().startswith("<") else " ".join(error.text.split())[:MOST_WORDS]
    said = f"{error.code or f'HTTP {error.status}'}{words and ': '}{words.rstrip('.')}"
    if verdict.do is Do.WAIT:
        return ShutOut(what=Phrase(verdict.sentence, said=said))
    blanks = {}
    if verdict.sentence == "discord_permission":
        if needs:
            blanks = {"needed": shown(needs)}
        else:
            verdict = STATUSES[FORBIDDEN]
    refused = Undeliverable(what=Phrase(verdict.sentence, said=said, **blanks))
    refused.code, refused.needs = str(error.code), needs
    return refused


def _retry_after(error: discord.HTTPException, otherwise: float) -> float:
    given = error.response.headers.get("Retry-After", "")
    return float(given) if given.replace(".", "", 1).isdigit() else otherwise
