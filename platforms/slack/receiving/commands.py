"""`/threadbridge …` in a channel: the words of `!…`, answered to the one who typed them.

Source: docs.slack.dev "Implementing slash commands". Slack has no slash commands in threads, so one never knows
which conversation is meant: what needs one has to be written there, as `!stop`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bridge import commands
from bridge.commands import SIGN, SLASH, Command
from bridge.texts import say
from bridge.types import MessageId, Question, Thread
from platforms.desk.around import Sender
from platforms.slack.receiving.here import Here
from platforms.slack.text import escape, typed

ASK_WORDS = frozenset({"ask", "질문"})
"""A question in the channel itself; in a thread and in a direct message one just writes it."""

IN_THREADS = frozenset({"stop", "retry", "edit", "continue", "title", "adopt", "export", "forget"})
"""What is about one conversation."""

LISTING = frozenset({"model", "models"})
"""What names a command that belongs in a thread."""

HELP = (("slash_commands", SLASH), ("slash_in_threads", ""), ("commands", SIGN))

LONGEST_SHOWN = 2_500
"""Characters of a question that are shown above its answer; it is asked whole."""


def sender_of(body: Mapping[str, Any], here: Here) -> Sender:
    place = Thread("slack", here.us.team, body["channel_id"], "")
    return here.sender(body["user_id"], place, str(body.get("response_url") or ""))


class SlashCommands:
    """Of one workspace."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._around = here.around

    def take(self, body: Mapping[str, Any]) -> None:
        """Seen to behind the acknowledgement: an answer may take longer than Slack waits."""
        sender = sender_of(body, self._here)
        words = typed(str(body.get("text") or "")).strip()
        self._around.begin(sender, self._obey(sender, words, str(body.get("trigger_id") or "")))

    async def _obey(self, sender: Sender, words: str, trigger: str) -> None:
        first, rest = (*words.removeprefix(SIGN).split(maxsplit=1), "", "")[:2]
        if first.lower() in ASK_WORDS:
            return await self._ask(sender, rest, trigger)
        command = commands.slash(words)
        if command.name == "new" and command.rest:
            return await self._ask(sender, command.rest, trigger)
        if command.name == "help":
            return await self._help(sender, command, trigger)
        if belongs_in_a_thread(command):
            return await self._around.answer(sender, self._around.say(sender, "write_in_thread", word=first))
        return await self._do(sender, command, trigger)

    async def _do(self, sender: Sender, command: Command, trigger: str) -> None:
        if command.name in LISTING:
            command = replace(command, sign=SIGN)
        said = await self._around.hearing.obeyed(command, _question(sender, trigger), direct=sender.direct)
        return await self._around.answer(sender, said)

    async def _help(self, sender: Sender, command: Command, trigger: str) -> None:
        """What can be said here, and what in a thread."""
        around = self._around
        refused = around.hearing.refused(_question(sender, trigger), direct=sender.direct, asks=False)
        if refused is not None:
            return await around.answer(sender, refused)
        known = command.rest.lower() in ("", *commands.WORDS)
        lines = [] if known else [around.say(sender, "unknown_command", word=command.rest)]
        lines += [around.say(sender, key, sign=sign).strip() for key, sign in HELP]
        return await around.answer(sender, "\n".join(lines))

    async def _ask(self, sender: Sender, words: str, trigger: str) -> None:
        """The question is posted for them, for an answer needs a thread, and others should see what was asked."""
        around, place = self._around, sender.thread.place
        if not words:
            return await around.answer(sender, around.say(sender, "nothing_asked"))
        if around.site.rules(place).mode == "off":
            return await around.answer(sender, around.say(sender, "off_here"))
        refused = around.hearing.refused(_question(sender, trigger), direct=sender.direct, asks=True)
        if refused is not None:
            return await around.answer(sender, refused)
        asks = say("asks", around.language(sender.thread), who="{who}")
        ts = await self._here.workspace.say(place.channel, _shown(words, asks, sender))
        thread = Thread("slack", place.workspace, place.channel, ts)
        await around.hearing.accept(Question(thread, MessageId(ts), sender.person, words))
        return None


def _question(sender: Sender, trigger: str) -> Question:
    return Question(sender.thread, MessageId(f"command/{trigger}"), sender.person, "")


def belongs_in_a_thread(command: Command) -> bool:
    """`model` alone only lists what there is."""
    match command.name:
        case "new":
            return not command.rest
        case "model":
            return bool(command.rest)
        case name:
            return name in IN_THREADS


def _shown(words: str, asks: str, sender: Sender) -> str:
    """For Slack: who asks, and the beginning of what."""
    shown = words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]} …"
    quoted = "\n".join(f">{line}" for line in escape(shown).split("\n"))
    return f"{escape(asks).replace('{who}', f'<@{sender.person}>')}\n{quoted}"
