"""What tests do besides asking, over real sockets: press, and ask about a message."""

from platforms.discord.setup.offered import ABOUT
from tests.platforms.discord.sockets import House, quiet
from tests.standins.discord import Channel, Interaction, Message, Person, StandInDiscord


def pressable(message: Message, what: str) -> str:
    """The id of the button or menu below a message that does this; empty while there is none."""
    ids = (one.get("custom_id", "") for row in message.components for one in row["components"])
    return next((str(id) for id in ids if id.startswith(f"tb:{what}:")), "")


def ours(place: Channel, discord: StandInDiscord) -> list[Message]:
    """The app's messages in a channel or a thread."""
    return place.by(discord.bot)


async def about(who: Person, message: Message, discord: StandInDiscord, at: House, words: str = "") -> Interaction:
    """Somebody asks about a message, in the dialog that opens."""
    shown = await who.uses_menu(message, ABOUT)
    await discord.until(lambda: shown.dialog)
    done = await who.submits(shown, words=words)
    await quiet(discord, at)
    return done
