"""How an answer goes out: what one of Discord's messages holds, and how often it may be written.

Source: docs.discord.com "Create Message" (2,000 characters), "Rate Limits" (50 requests a second), seen 2026-08.
Rates are not published per route; seen: 5 edits in 5 s per channel, for which discord.py waits by itself.
"""

from platforms.answer import Form
from platforms.discord.text import size
from platforms.draft import Budget
from platforms.reply import Pauses

FORM = Form(limit=1_900, size=size)
"""Of the 2,000 that Discord takes."""

PAUSES = Pauses(message=1.2, minute=60.0, trouble=1.0)
"""A message is edited 50 times a minute."""

CALLS = 40
"""In a second, by all answers together; a bot has 50."""


class Rates:
    """What all answers share."""

    def __init__(self, pauses: Pauses) -> None:
        self.pauses = pauses
        self.calls = Budget(CALLS, pauses.minute / 60, reserve=CALLS // 4)
