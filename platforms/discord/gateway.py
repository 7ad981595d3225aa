"""Connected to Discord's gateway for as long as we are not cancelled.

discord.py connects again by itself when the line is cut. What it can't read ends its loop: one malformed event, and
the bot would be deaf; here it begins again. What was said in between is not heard.

Source: docs.discord.com "Gateway" (close codes; 1,000 identifies in 24 hours), seen 2026-08; discord.py 2.7,
Client.connect.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import discord

from bridge.errors import BadConfig
from platforms.discord.client import NO_INTENT as NO_INTENT_CODE
from platforms.discord.client import Client
from platforms.discord.settings import APPS

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 300.0
"""Seconds between two connections: 288 a day."""

NO_INTENT = (
    '[discord] Discord does not let the bot read messages. Switch on "Message Content Intent" on the app\'s page '
    f'"Bot" at {APPS}, then start again.'
)
REFUSED = 4004
ENDED = {
    REFUSED: '[discord] token: Discord refuses it. Take a new one from the app\'s page "Bot".',
    4011: "[discord] The bot is in too many servers for one connection. Take it out of some.",
}

Connect = Callable[[Client], Awaitable[None]]
"""Returns when the client was closed."""


async def connect(client: Client) -> None:
    await client.connect()


async def listen(client: Client, connect: Connect, pause: float) -> None:
    """Until cancelled. BadConfig when Discord says no from the beginning.

    Says it no later on, nothing is lost but time: whoever can mend it is told, and it is looked now and then.
    """
    shortest, now = pause, asyncio.get_running_loop().time
    while True:
        began = now()
        try:
            return await connect(client)
        except discord.PrivilegedIntentsRequired as error:
            if not client.was_in:
                raise BadConfig(what=NO_INTENT) from error
            client.refused(NO_INTENT_CODE)
        except discord.ConnectionClosed as error:
            if error.code != REFUSED or not client.was_in:
                raise BadConfig(what=ENDED.get(error.code, _ended(error.code))) from error
            client.refused(error.code)
        except Exception:
            logger.exception("the connection to Discord broke")
        finally:
            await client.hang_up()
        if client.door.why is not None:
            await client.door.opened()
            continue
        pause = shortest if now() - began > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
        logger.warning("connecting again in %.0f s", pause)
        await asyncio.sleep(pause)


def _ended(code: int) -> str:
    return f"[discord] Discord ended the connection for good (code {code}). Look for a newer Threadbridge."
