"""A thread of a channel as a page that looks like a chat program, and like none in particular. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from bridge.types import Language
from tests.standins.screen.parts import clock, face, file
from tests.standins.slack.screen.blocks import drawn
from tests.standins.slack.screen.prose import Name, markdown, mrkdwn
from tests.standins.slack.state import Ephemeral, Message

STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
BELOW = frozenset({"actions", "context", "context_actions"})
"""Blocks that stand below a text, and are none."""

Look = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The words around what was said."""

    thread: str
    one: str
    more: str
    reply: str
    only: str
    app: str


FRAMES: dict[Language, Frame] = {
    "en": Frame("Thread", "1 reply", "{} replies", "Reply…", "Only visible to you", "APP"),
    "ko": Frame("스레드", "댓글 1개", "댓글 {}개", "답글…", "나에게만 표시", "앱"),
}


@dataclass(frozen=True, slots=True)
class Shot:
    """What is to be seen."""

    channel: str
    said: Sequence[Message | Ephemeral]
    bot: str
    """The app's user id."""
    name: Name
    status: str = ""
    """What the app says it is doing."""
    look: Look = "light"
    thread: bool = True
    language: Language = "en"

    @property
    def frame(self) -> Frame:
        return FRAMES[self.language]


def page(shot: Shot) -> str:
    frame, channel = shot.frame, f"# {escape(shot.channel)}"
    messages = [_message(one, shot) for one in shot.said]
    if shot.thread and len(messages) > 1:
        count = len(messages) - 1
        replies = frame.one if count == 1 else frame.more.format(count)
        messages.insert(1, f'<div class="replies"><span>{replies}</span></div>')
    title = f"<b>{frame.thread}</b> <span>{channel}</span>" if shot.thread else f"<b>{channel}</b>"
    status = f'<div class="status"><i></i><i></i><i></i>{escape(shot.status)}</div>' if shot.status else ""
    return (
        f'<!doctype html><html lang="{shot.language}" class="{shot.look}"><meta charset="utf-8">'
        f"<style>{STYLE}</style><body><main><header>{title}</header>{''.join(messages)}{status}"
        f"<footer><div>{frame.reply if shot.thread else channel}</div></footer></main></body></html>"
    )


def _message(said: Message | Ephemeral, shot: Shot) -> str:
    app = said.user == shot.bot or isinstance(said, Ephemeral)
    who = shot.name(shot.bot if app else said.user)
    badge = f'<span class="badge">{shot.frame.app}</span>' if app else ""
    only = f'<div class="only">{shot.frame.only}</div>' if isinstance(said, Ephemeral) else ""
    writing = " writing" if isinstance(said, Message) and said.streaming else ""
    files = (
        "".join(file(one.title or one.name, one.content or b"") for one in said.files)
        if isinstance(said, Message)
        else ""
    )
    return (
        f'<article class="{"whisper" if only else ""}{writing}">{face(who, app=app)}<div class="said">{only}'
        f'<div class="who"><b>{escape(who)}</b>{badge}<time>{clock(said.at)}</time></div>'
        f"{_body(said, shot)}{files}</div></article>"
    )


def _body(said: Message | Ephemeral, shot: Shot) -> str:
    """Blocks stand in the place of the text, but for those that stand below it; an edit replaces a stream's."""
    streamed = said.stream.blocks if isinstance(said, Message) and said.stream and not said.edited_ts else []
    blocks = drawn([*streamed, *said.blocks], shot.name)
    if any(one["type"] not in BELOW for one in said.blocks):
        return blocks
    text = markdown(said.markdown_text) if said.markdown_text else mrkdwn(said.text, shot.name)
    return text + blocks
