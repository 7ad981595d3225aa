"""`/threadbridge …` in a channel: the words of `!…`, answered to the one who typed them.

Source: docs.slack.dev "Implementing slash commands". Slack has no slash commands in threads, so one never knows
which conversation is meant: what needs one has to be written there, as `!stop`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bridge.commands.words import SIGN, SLASH, slash
from bridge.texts import say
from bridge.types import MessageId, Question, Thread
from platforms.desk.around import Sender
from platforms.desk.commands import Commands
from platforms.slack.put import put
from platforms.slack.receiving.here import Here
from platforms.slack.text import escape, typed

ASK_WORDS = frozenset({"ask", "질문"})
"""A question in the channel itself; in a thread and in a direct message one just writes it."""

LISTING = frozenset({"model", "models"})
"""What names a command that belongs in a thread."""

HELP = (("slash_commands", SLASH), ("slash_in_threads", ""), ("commands", SIGN))


def sender_of(body: Mapping[str, Any], here: Here) -> Sender:
    place = Thread("slack", here.us.team, body["channel_id"], "")
    return here.sender(body["user_id"], place, str(body.get("response_url") or ""))


class SlashCommands:
    """Of one workspace."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._around = here.around
        self._commands = Commands(here.around, "write_in_thread")

    def take(self, body: Mapping[str, Any]) -> None:
        """Seen to behind the acknowledgement: an answer may take longer than Slack waits."""
        sender = sender_of(body, self._here)
        words = typed(str(body.get("text") or "")).strip()
        once = MessageId(f"command/{body.get('trigger_id') or ''}")
        self._around.begin(sender, self._obey(sender, words, once))

    async def _obey(self, sender: Sender, words: str, once: MessageId) -> None:
        first, rest = (*words.removeprefix(SIGN).split(maxsplit=1), "", "")[:2]
        command = slash(words)
        if first.lower() in ASK_WORDS or (command.name == "new" and rest):
            return await self._commands.ask(sender, rest, once, lambda: self._asked(sender, rest))
        if command.joins:
            return await self._commands.join(sender, command, once, lambda: self._thread(sender))
        if command.name == "help":
            lines = [self._around.say(sender, key, sign=sign).strip() for key, sign in HELP]
            return await self._commands.help(sender, command, once, lines)
        if command.name in LISTING:
            command = replace(command, sign=SIGN)
        return await self._commands.obey(sender, command, once, first)

    async def _asked(self, sender: Sender, words: str) -> None:
        """Posted for them, and asked in the thread below."""
        around, place = self._around, sender.thread.place
        asks = say("asks", around.language(sender.thread), who="{who}")
        ts = await self._here.workspace.say(place.channel, put(words, asks, sender.person))
        thread = Thread("slack", place.workspace, place.channel, ts)
        await around.hearing.accept(Question(thread, MessageId(ts), sender.person, words))

    async def _thread(self, sender: Sender) -> Thread:
        """A new one, below a word about who wanted it."""
        place = sender.thread.place
        text = say("goes_on_here", self._around.language(sender.thread), who="{who}")
        root = escape(text).replace("{who}", f"<@{sender.person}>")
        return replace(sender.thread, thread=await self._here.workspace.say(place.channel, root))
