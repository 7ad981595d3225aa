"""What is offered while somebody types a model behind a command.

Each key that is pressed asks, and Discord waits three seconds: so what the backend said last is offered at once,
and the backend is asked behind that.

Source: docs.discord.com "Application Commands" (autocomplete: 25 choices, 100 characters), seen 2026-09.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence

import discord

from bridge.errors import BridgeError
from bridge.texts import say
from bridge.types import MessageId, Model, Question
from platforms.desk.around import Around
from platforms.discord.receiving.interactions import Met
from platforms.discord.refusals import CallFailed
from platforms.discord.setup.offered import LABEL

logger = logging.getLogger(__name__)

CHOICES = 25

PATIENCE = 2.0
"""Seconds; Discord waits three."""

DEFAULT = "default"
"""Takes back what a Thread has chosen."""

Choice = discord.app_commands.Choice[str]


class Completing:
    """Of one bot."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._asking: dict[str, asyncio.Event] = {}
        """Set when the backend has said what it offers."""

    async def take(self, met: Met) -> None:
        """Nobody is told when it fails: what is typed is taken as it is."""
        typed = next((str(one.get("value", "")) for one in met.data.get("options", ()) if one.get("focused")), "")
        models = await self._offered(met) if self._welcome(met) else ()
        choices = choices_of(models, typed, say("channel_model", met.tongue) if met.data["name"] == "model" else "")
        try:
            await met.interaction.response.autocomplete(choices)
        except CallFailed as error:
            logger.info("no models could be offered: %s", error)

    def _welcome(self, met: Met) -> bool:
        sender = met.sender
        question = Question(sender.thread, MessageId(str(met.interaction.id)), sender.person, "")
        return self._around.hearing.welcomes(question, sender.roles, direct=sender.direct)

    async def _offered(self, met: Met) -> Sequence[Model]:
        controls = self._around.bridge.controls
        backend = controls.backend_of(met.sender.thread, met.sender.person)
        if backend not in self._asking:
            self._asking[backend] = asyncio.Event()
            self._around.errands.begin(self._ask(backend))
        if not controls.known_models(backend):
            try:
                await asyncio.wait_for(self._asking[backend].wait(), PATIENCE)
            except TimeoutError:
                logger.info("%s has not said yet what it offers", backend)
        return controls.known_models(backend)

    async def _ask(self, backend: str) -> None:
        try:
            await self._around.bridge.controls.models(backend)
        except BridgeError as error:
            logger.info("%s does not say what it offers: %s", backend, error)
        finally:
            self._asking.pop(backend).set()


def choices_of(models: Sequence[Model], typed: str, default: str) -> list[Choice]:
    """Those whose name has what was typed in it; a `default` before them all, if it has a name."""
    taken = [Choice(name=default, value=DEFAULT)] if default else []
    offered = [*taken, *map(_choice, models), *_with_efforts(models)]
    wanted = typed.strip().casefold()
    fitting = [one for one in offered if wanted in one.name.casefold() or wanted in one.value.casefold()]
    return [one for one in fitting if 0 < len(one.value) <= LABEL][:CHOICES]


def _choice(model: Model) -> Choice:
    return Choice(name=(model.label or model.id)[:LABEL], value=model.id)


def _with_efforts(models: Sequence[Model]) -> Iterator[Choice]:
    """After all models, for whoever wants it to think longer."""
    for model in models:
        for effort in model.efforts:
            yield Choice(name=f"{model.label or model.id} · {effort}"[:LABEL], value=f"{model.id}/{effort}")
