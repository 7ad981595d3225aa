"""Buttons and menus under an answer, and in what was said to one person.

Whoever sees an answer may press its buttons: it is everybody's who is in the thread, as its questions are. A click
is about its own answer: if that is not the last, nothing is done.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bridge.commands.words import Command
from bridge.types import LATELY, Action, State, Turn
from platforms.desk.anyway import Anyway
from platforms.desk.around import Around, Sender
from platforms.desk.click import Click
from platforms.desk.found import Begin, GoingOn, turned
from platforms.ids import done_with

WAITS = (State.ACCEPTED, State.ASKING, State.ASKED)
"""Not answered yet."""

TURNS = frozenset({"back", "on"})
"""What shows other pages of what was found; who may read may do that."""

AsEdited = Callable[[Sender, str, str], Awaitable[bool]]
"""Ask as a message was edited; True when that is a new question."""


class Clicks:
    """Of one workspace."""

    def __init__(self, around: Around, as_edited: AsEdited, begin: Begin) -> None:
        self._around = around
        self._as_edited = as_edited
        self._going_on = GoingOn(around, begin)
        anyway = Anyway(around)
        self._done: Mapping[str, Callable[[Click], Awaitable[None]]] = {
            "stop": self._stop,
            "again": partial(self._branch, action="again"),
            "anew": partial(self._branch, action="again"),
            "continue": partial(self._branch, action="continue"),
            "model": self._model,
            "edit": self._edit,
            "forget": self._forget,
            "back": self._turn,
            "on": self._turn,
            "here": self._go_on,
            "anyway": anyway.ask,
            "leave": anyway.leave,
            "earlier": anyway.show,
        }

    async def take(self, click: Click) -> None:
        """Returns when what was asked is in the ledger. A link's button needs nothing but to be acknowledged."""
        if (do := self._done.get(click.what)) is None:
            return None
        if click.what in TURNS:
            return self._say(click, "you_read_nothing_back") if not click.sender.reads else await do(click)
        if self._around.off(click.sender.thread) and click.what != "stop":  # it may stand there from an earlier run
            return self._say(click, "not_here")
        if not click.sender.writes:
            return self._say(click, "you_only_read")
        return await self._around.told(click.sender, do(click))

    async def _stop(self, click: Click) -> None:
        """The answer under which it stands, and no other; a question that waits is taken out."""
        sender, around = click.sender, self._around
        refused = around.hearing.refused(click.question("stop"), sender.roles, direct=sender.direct, asks=False)
        if refused is not None:
            return around.tell(sender, refused)
        turn = _of(click, await self._history(click))
        if turn is None or turn.state not in WAITS:
            return self._say(click, "nothing_to_stop")
        message = turn.question.message
        bridge, thread = around.bridge, sender.thread
        if not await bridge.stop(thread, message) and await bridge.withdraw(thread, message):
            self._say(click, "out_of_line")
        return None

    async def _branch(self, click: Click, action: Action) -> None:
        history, message = await self._history(click), done_with(click.message, action, click.value)
        if history and history[-1].question.message == message:
            return None  # pressed twice
        turn = _of(click, history)
        if turn is None or turn is not history[-1]:
            return self._say(click, "not_the_last")
        model = await self._around.bridge.store.chosen(turn.thread) or turn.question.model
        question = replace(turn.question, message=message, author=click.sender.person, model=model)
        if turn.anchor is not None or turn.answer:
            question = replace(question, text="", action=action, files=(), attachments=())
        if (why := self._around.refuses(click.sender, question, f"{action}/{click.at}")) is not None:
            return self._around.tell(click.sender, why)
        await self._around.hearing.accept(question)
        return None

    async def _model(self, click: Click) -> None:
        self._around.begin(click.sender, self._do(click, Command("model", click.value)))

    async def _edit(self, click: Click) -> None:
        """Behind the acknowledgement, as the platform is asked for the words."""
        self._around.begin(click.sender, self._ask_as_edited(click))

    async def _ask_as_edited(self, click: Click) -> None:
        if await self._as_edited(click.sender, click.value, click.at):
            await click.over()

    async def _turn(self, click: Click) -> None:
        """Another page; what is on it is looked for anew."""
        self._around.begin(click.sender, self._do(click, turned(click.value)))

    async def _go_on(self, click: Click) -> None:
        """With something that was found."""
        self._around.begin(click.sender, self._gone_on(click))

    async def _gone_on(self, click: Click) -> None:
        sender, hearing, question = click.sender, self._around.hearing, click.question("here")
        if not sender.reads:
            return self._say(click, "you_read_nothing_back")
        why = hearing.refused(question, sender.roles, direct=sender.direct, asks=False)
        if why is not None:
            return self._around.tell(sender, why)
        order = hearing.order(Command("continue"), question)
        return await self._going_on.go_on(sender, order, click.value)

    async def _forget(self, click: Click) -> None:
        """Pressed below the question whether somebody is sure."""
        self._around.begin(click.sender, self._forgotten(click))

    async def _forgotten(self, click: Click) -> None:
        await self._do(click, Command("forget", "yes"))
        if not await self._around.bridge.store.knows(click.sender.thread):
            await click.over()

    async def _do(self, click: Click, command: Command) -> None:
        """Behind the acknowledgement, as the backend may have to be asked."""
        sender, question = click.sender, click.question(command.name)
        said = await self._around.hearing.obeyed(command, question, sender.roles, direct=sender.direct)
        await self._around.answer(sender, said)

    async def _history(self, click: Click) -> Sequence[Turn]:
        return await self._around.bridge.store.history(click.sender.thread, most=LATELY)

    def _say(self, click: Click, key: str, **values: object) -> None:
        self._around.tell(click.sender, self._around.say(click.sender, key, **values))


def _of(click: Click, history: Sequence[Turn]) -> Turn | None:
    """The turn whose answer it stands under."""
    return next((turn for turn in history if str(turn.id) == click.value), None)
