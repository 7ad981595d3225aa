"""What a person sees below a question, on Slack and on Discord."""

from html import unescape

from tests.crash.questions import Stands
from tests.standins.discord import Channel as DiscordChannel
from tests.standins.discord import Message as DiscordMessage
from tests.standins.discord.state import PEOPLES, User
from tests.standins.slack import Channel as SlackChannel
from tests.standins.slack import Message as SlackMessage

AGAIN, ANEW = "tb:again", "tb:anew"


def on_slack(where: SlackChannel, root: str, question: str, upto: str = "") -> Stands:
    """Until a person writes again, or up to this message."""
    below = [one for one in where.thread(root) if one.ts > question]
    ours = list[SlackMessage]()
    for message in below:
        if not message.bot_id or (upto and message.ts > upto):
            break
        ours.append(message)
    return Stands(
        [said for one in ours if (said := _said(one))],
        any("tb_again" in str(one.blocks) or "tb_anew" in str(one.blocks) for one in ours),
        [file.name for one in ours for file in one.files],
    )


def _said(message: SlackMessage) -> str:
    """As a person sees it: Slack takes & < > escaped, and our zero-width spaces show nothing."""
    blocks = "\n\n".join(block["text"] for block in message.blocks if block["type"] == "markdown")
    return unescape(blocks or message.markdown_text or message.text).replace("\u200b", "")


def on_discord(
    bot: User, question: DiscordMessage, thread: DiscordChannel | None, upto: DiscordMessage | None = None
) -> Stands:
    """As on Slack."""
    try:
        thread = thread or question.thread
    except LookupError:
        return Stands()
    ours = list[DiscordMessage]()
    for message in thread.messages:
        if message.id > question.id and message.type in PEOPLES:
            if message.author is not bot or (upto and message.id > upto.id):
                break
            ours.append(message)
    return Stands(
        [one.content for one in ours if one.content],
        any(AGAIN in str(one.components) or ANEW in str(one.components) for one in ours),
        [file.name for one in ours for file in one.attachments],
    )
