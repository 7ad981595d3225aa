"""The app's own tab in Slack: what it suggests there, and what its threads are called.

Source: docs.slack.dev "app_home_opened", "agent_session_stopped", assistant.threads.setSuggestedPrompts (without
thread_ts: in an agent's tab a call with one does nothing) and assistant.threads.setTitle. What is suggested and how
threads are called is a courtesy, so it may fail: an app without assistant:write answers all the same.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from bridge.bridge import Bridge
from bridge.errors import BridgeError
from bridge.protocols import Store
from bridge.texts import say
from bridge.types import Language, MessageId, Thread
from platforms.slack.setup.manifest import PROMPTS
from platforms.slack.workspace import DIRECT, Workspace, calling
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

LONGEST_TITLE = 60
REMEMBERED = 1_000
"""Threads whose title we know that Slack has."""


def opened_tab(event: Mapping[str, Any]) -> str:
    """The channel of the Messages tab that somebody opened; empty when it is no such event."""
    opened = event.get("type") == "app_home_opened" and event.get("tab") == "messages"
    return str(event.get("channel") or "") if opened else ""


def stopped(event: Mapping[str, Any], team: str) -> tuple[Thread, Sequence[str]] | None:
    """Where somebody pressed Slack's own stop, and the messages that were being streamed there."""
    if event.get("type") != "agent_session_stopped" or not event.get("thread_ts"):
        return None
    return Thread("slack", team, event["channel"], event["thread_ts"]), event.get("streaming_message_ts") or ()


async def stop(bridge: Bridge, thread: Thread, streaming: Sequence[str]) -> None:
    """The answer that was being streamed ends; where there was none yet, the one that is under way."""
    turns = [await bridge.store.turn_of(thread, MessageId(message)) for message in streaming]
    for turn in filter(None, turns):
        await bridge.stop(thread, turn.question.message)
    if not any(turns):
        await bridge.stop(thread)


def first_words(text: str) -> str:
    """Of a question, as a title."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_TITLE:
        return line
    cut = line[: LONGEST_TITLE - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > LONGEST_TITLE // 2 else cut) + "…"


async def suggest(workspace: Workspace, channel: str, language: Language) -> None:
    """What one could ask, in an empty tab; the same that the manifest says, in the language of the channel."""
    prompts = [
        {key: say(f"manifest_prompt_{number}_{key}", language) for key in ("title", "message")}
        for number in range(1, PROMPTS + 1)
    ]
    try:
        with calling():
            await workspace.client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, prompts=prompts, title=say("prompts", language)
            )
    except (NotNow, NotThere, BridgeError) as error:
        logger.info("nothing is suggested in %s: %s", channel, error)


async def begun(workspace: Workspace, store: Store, thread: Thread, text: str) -> None:
    """Something was said in a new thread. If it was a question, its words are the title for now."""
    try:
        if await store.knows(thread):
            await _entitle(workspace, thread, first_words(text))
    except (NotNow, NotThere, BridgeError) as error:
        logger.info("%s has no title: %s", thread, error)


async def titled(workspace: Workspace, thread: Thread, title: str) -> None:
    """Its conversation has a title."""
    if not thread.channel.startswith(DIRECT):
        return
    try:
        await _entitle(workspace, thread, title)
    except (NotNow, NotThere, BridgeError) as error:
        logger.info("%s has no title: %s", thread, error)


async def _entitle(workspace: Workspace, thread: Thread, title: str) -> None:
    if not title or workspace.titles.get(thread) == title:
        return
    with calling():
        await workspace.client.assistant_threads_setTitle(
            channel_id=thread.channel, thread_ts=thread.thread, title=title
        )
    workspace.titles[thread] = title
    while len(workspace.titles) > REMEMBERED:
        workspace.titles.popitem(last=False)
