"""Buttons and menus under an answer, and in what only one person sees.

Source: docs.slack.dev "block_actions payload". Whoever sees an answer may press its buttons: it is everybody's who
is in the thread, as its questions are. A click is about its own answer: if that is not the last, nothing is done.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bridge.commands import Command
from bridge.types import Action, Question, State, Thread, Turn
from platforms.desk.around import Sender
from platforms.ids import done_with
from platforms.slack.receiving.edits import ask_as_edited
from platforms.slack.receiving.here import Here

WAITS = (State.ACCEPTED, State.ASKING, State.ASKED)
"""Not answered yet."""


@dataclass(frozen=True, slots=True)
class Click:
    """A button pressed, or an option chosen."""

    sender: Sender
    message: str
    """The message that it stands in."""
    action: str
    value: str
    """The button's, or the option's."""
    at: str
    """When it was pressed, as Slack says it."""

    def question(self, what: str) -> Question:
        """For the doors and for commands: who wants what where."""
        return Question(self.sender.thread, done_with(self.message, what, self.at), self.sender.person, "")


def clicked(body: Mapping[str, Any], team: str, sender_of: Callable[..., Sender]) -> Click | None:
    """A click in a message of ours; None: one somewhere else."""
    container, actions = body.get("container") or {}, body.get("actions") or ()
    if not actions or container.get("type") != "message":
        return None
    action, message = actions[0], body.get("message") or {}
    root = message.get("thread_ts") or container.get("thread_ts") or container["message_ts"]
    whispered = bool(container.get("is_ephemeral"))
    sender = sender_of(
        body["user"]["id"],
        Thread("slack", team, container["channel_id"], root),
        response_url=str(body.get("response_url") or "") if whispered else "",
        whispered=whispered,
    )
    option = action.get("selected_option") or {}
    value = str(action.get("value") or option.get("value") or "")
    return Click(sender, container["message_ts"], action["action_id"], value, str(action.get("action_ts") or ""))


class Clicks:
    """Of one workspace."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._around = here.around
        self._done: Mapping[str, Callable[[Click], Awaitable[None]]] = {
            "tb_stop": self._stop,
            "tb_again": partial(self._branch, action="again"),
            "tb_continue": partial(self._branch, action="continue"),
            "tb_model": self._model,
            "tb_edit": self._edit,
            "tb_forget": self._forget,
        }

    async def take(self, body: Mapping[str, Any]) -> None:
        """Returns when what was asked is in the ledger. A link's button needs nothing but to be acknowledged."""
        click = clicked(body, self._here.us.team, self._here.sender)
        if click is None or (do := self._done.get(click.action)) is None:
            return None
        if self._off(click) and click.action != "tb_stop":
            return self._say(click, "not_here")
        return await self._around.told(click.sender, do(click))

    def _off(self, click: Click) -> bool:
        """Buttons stay below answers of an earlier run, which may have had other rules."""
        return self._around.site.rules(click.sender.thread.place).mode == "off"

    async def _stop(self, click: Click) -> None:
        """The answer under which it stands, and no other; a question that waits is taken out."""
        sender, bridge = click.sender, self._around.bridge
        refused = self._around.hearing.refused(click.question("stop"), direct=sender.direct, asks=False)
        if refused is not None:
            return self._around.tell(sender, refused)
        turn = _of(click, await self._history(click))
        if turn is None or turn.state not in WAITS:
            return self._say(click, "nothing_to_stop")
        message = turn.question.message
        if not bridge.stop(sender.thread, message) and await bridge.withdraw(sender.thread, message):
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
        await self._around.ask(click.sender, question, f"{action}/{click.at}")
        return None

    async def _model(self, click: Click) -> None:
        await self._command(click, Command("model", click.value))

    async def _edit(self, click: Click) -> None:
        """Behind the acknowledgement, as Slack is asked for the words."""
        self._around.begin(click.sender, ask_as_edited(self._here, click.sender, click.value, click.at))

    async def _forget(self, click: Click) -> None:
        """Pressed below the question whether somebody is sure."""
        await self._command(click, Command("forget", "yes"))

    async def _command(self, click: Click, command: Command) -> None:
        """Behind the acknowledgement, as the backend may have to be asked."""
        self._around.begin(click.sender, self._do(click, command))

    async def _do(self, click: Click, command: Command) -> None:
        sender = click.sender
        said = await self._around.hearing.obeyed(command, click.question(command.name), direct=sender.direct)
        await self._around.answer(sender, said)

    async def _history(self, click: Click) -> Sequence[Turn]:
        return await self._around.bridge.store.history(click.sender.thread)

    def _say(self, click: Click, key: str, **values: object) -> None:
        self._around.tell(click.sender, self._around.say(click.sender, key, **values))


def _of(click: Click, history: Sequence[Turn]) -> Turn | None:
    """The turn whose answer it stands under."""
    return next((turn for turn in history if str(turn.id) == click.value), None)
