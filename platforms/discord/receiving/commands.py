"""Commands behind "/": the words of `!…`, answered to whoever gave them; what they ask is put where all see it.

What is asked is not passed on from here: Discord tells of the message that stands there then, as of every other.

Source: docs.discord.com "Receiving and Responding", "Application Commands", seen 2026-09.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from bridge.commands.words import SIGN, WORDS, Command
from bridge.errors import BadQuestion, BridgeError
from bridge.texts import Phrase, say
from bridge.types import File, Language, MessageId, Thread
from platforms.desk.around import Around
from platforms.desk.commands import Commands
from platforms.discord.put import Way, put
from platforms.discord.receiving.files import Files
from platforms.discord.receiving.interactions import Met
from platforms.discord.setup.offered import SLASHES
from platforms.discord.setup.permissions import shown, to_answer
from platforms.ids import done_with

SLASH = "/"

OURS = frozenset(one.name for one in SLASHES)

WAYS: Mapping[str, Way] = {"ask": "", "new": "new", "edit": "edit"}
"""Commands that put a question where all see it, if they have one."""


class SlashCommands:
    """Of one bot."""

    def __init__(self, around: Around, files: Files) -> None:
        self._around = around
        self._files = files
        self._commands = Commands(around, "give_in_thread")

    async def take(self, met: Met) -> None:
        """An answer in private is held first; what all see comes at once instead."""
        name, typed = met.data["name"], _typed(met)
        once = done_with(str(met.interaction.id), name)
        question = typed.get("question", "")
        if name == "ask" or (name in WAYS and question and (name == "new" or met.sender.thread.thread)):
            return await self._ask(met, name, question, typed.get("model", ""), once)
        command = command_of(name, typed)
        if command.joins and not met.sender.thread.thread:
            return await self._commands.join(met.sender, command, once, partial(self._thread, met))
        await met.aside.hold()
        if command.name == "help":
            await self._help(met, command, once)
        else:
            await self._commands.obey(met.sender, command, once, called(name, met.tongue))
        return await met.aside.over()

    async def _ask(self, met: Met, name: str, question: str, model: str, once: MessageId) -> None:
        way = WAYS[name] if met.sender.thread.thread else ""
        do = partial(self._put, met, way, put(question, way, " ".join(model.split())))
        await self._commands.ask(met.sender, question, once, do)

    async def _put(self, met: Met, way: Way, shown: str) -> None:
        """Raises BadQuestion where there could be no answer to it, or its file is not taken."""
        thread, store = met.sender.thread, self._around.bridge.store
        if lacks := lacking(met):
            raise BadQuestion(what=lacks)
        if way == "edit" and await store.last(thread) is None:
            raise BadQuestion(what=Phrase("nothing_to_branch"))
        before = await store.waiting(thread) if thread.thread else 0
        try:
            await met.aside.show(shown, await self._file(met))
        except BridgeError:
            await met.aside.over()
            raise
        if before:
            await self._around.answer(met.sender, self._around.say(met.sender, "queued", place=before))

    async def _file(self, met: Met) -> File | None:
        """Loaded, for it has to stand at the question; all see meanwhile that there is something to come."""
        told = next(iter(((met.data.get("resolved") or {}).get("attachments") or {}).values()), None)
        if told is None:
            return None
        may = met.interaction.permissions
        if may.value and not may.attach_files:
            raise BadQuestion(what=Phrase("you_attach_nothing"))
        await met.aside.think()
        return await self._files.typed(told, met.interaction.filesize_limit)

    async def _thread(self, met: Met) -> Thread:
        """A new one, which is made from a word about who wanted it."""
        if lacks := lacking(met):
            raise BadQuestion(what=lacks)
        who = f"<@{met.sender.person}>"
        return replace(
            met.sender.thread, thread=await met.aside.show(self._around.say(met.sender, "goes_on_here", who=who))
        )

    async def _help(self, met: Met, command: Command, once: MessageId) -> None:
        """As Discord shows them; as messages they have another sign."""
        say_to = partial(self._around.say, met.sender)
        lines = [f"{SLASH}{called(one.name, met.tongue)} – {say_to(f'slash_{one.name}_for')}" for one in SLASHES]
        lines.append(say_to("slash_as_messages", sign=SIGN, ask=called("ask", met.tongue)))
        await self._commands.help(met.sender, command, once, lines)


def called(name: str, tongue: Language) -> str:
    """The command, as somebody sees it whose Discord speaks this."""
    return say(f"slash_{name}", tongue) if name in OURS else name


def command_of(word: str, typed: Mapping[str, str]) -> Command:
    """As somebody would have written it; help for what is no command of ours."""
    name, rest = WORDS.get(word, "help"), next(iter(typed.values()), "")
    if word not in WORDS:
        rest = word
    if name == "model":
        rest = "-".join(rest.split())  # "GPT-5.6 Sol" is a model, and never a model and a question
    return Command(name, rest, SIGN if name == "forget" else SLASH)  # a button confirms it, or a message


def lacking(met: Met) -> Phrase | None:
    """Why there can be no answer where it is asked; None where there can be one."""
    needed, granted = to_answer(met.interaction.channel), met.interaction.app_permissions
    if needed is None:
        return Phrase("no_threads_here")
    missing = next((one for one in needed if not getattr(granted, one)), None)
    return Phrase("lacks_permission", needed=shown(missing)) if missing else None


def _typed(met: Met) -> Mapping[str, str]:
    """What was typed behind the command, by the name of each option."""
    return {one["name"]: str(one.get("value", "")).strip() for one in met.data.get("options", ())}
