"""What only one person sees, and what they can press there.

Source: docs.slack.dev chat.postEphemeral, "Block Kit".
"""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from bridge.commands.words import Answered
from bridge.protocols import Site
from bridge.texts import say
from bridge.types import Language, Question, Thread
from platforms.showing.below import shortened
from platforms.slack.receiving import found
from platforms.slack.showing.buttons import LABEL, LINK, OPEN, menu
from platforms.slack.workspace import Blocks, Workspace

SECTION = 3_000
"""Characters of a text with something to press below it."""


class Whispers:
    """Of one workspace."""

    def __init__(self, workspace: Workspace, site: Site) -> None:
        self._workspace = workspace
        self._site = site

    async def whisper(self, person: str, thread: Thread, said: Answered) -> None:
        """In the thread; outside of one in the channel itself."""
        blocks = pressable(said, self._site.rules(thread.place).language)
        await self._workspace.whisper_to(person, thread.channel, thread.thread, said.text, blocks)

    async def respond(self, url: str, thread: Thread, said: Answered, *, replace: bool) -> None:
        """By the address that came with a command or a click."""
        blocks = pressable(said, self._site.rules(thread.place).language)
        await self._workspace.respond(url, said.text, blocks, replace=replace)

    async def answer(self, question: Question, said: Answered) -> None:
        """To the asker. A file can't be whispered, so it stands in the thread."""
        thread = question.thread
        outside = thread.thread == question.message
        await self.whisper(question.author, dataclasses.replace(thread, thread="") if outside else thread, said)
        if said.file:
            await self._workspace.upload(thread, said.file)


def pressable(said: Answered, language: Language) -> Blocks:
    """What was found; the answer with a button that confirms, or with a menu of models; else nothing."""
    if said.page is not None:
        return found.blocks(said.page, language)
    if said.confirm == "forget":
        return [words(said.text), actions(button("tb_forget", say("forget_yes", language), "yes", "danger"))]
    if said.confirm == "edit":
        return [words(said.text), actions(button("tb_edit", say("ask_as_edited", language), said.about))]
    if said.confirm == "ask":
        return [words(said.text), actions(*_leading(said.links), *_deciding(said.about, language))]
    if said.models:
        return [words(said.text), actions(menu(said.models, said.model, language))]
    return []


def _leading(links: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Buttons that only open something."""
    for number, (label, link) in enumerate(links):
        if len(link) <= LINK:
            yield button(f"{OPEN}_{number}", shortened(label, LABEL), str(number)) | {"url": link}


def _deciding(turn: str, language: Language) -> tuple[dict[str, Any], ...]:
    """What becomes of a question that was asked before."""
    return (
        button("tb_anyway", say("button_anyway", language), turn, "primary"),
        button("tb_leave", say("button_leave", language), turn),
    )


def words(text: str) -> dict[str, Any]:
    shown = text if len(text) <= SECTION else text[: SECTION - 1] + "…"
    return {"type": "section", "text": {"type": "plain_text", "text": shown, "emoji": False}}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def button(action: str, label: str, value: str, style: str = "") -> dict[str, Any]:
    plain = {"type": "plain_text", "text": label}
    made = {"type": "button", "action_id": action, "text": plain, "value": value}
    return made | ({"style": style} if style else {})
