"""A thread of a channel as a page that looks like a chat program, and like none in particular. Pure."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from bridge.types import Language
from tests.standins.slack.screen.blocks import drawn
from tests.standins.slack.screen.prose import Name, markdown, mrkdwn
from tests.standins.slack.state import Ephemeral, Message, Upload

STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
FACES = ("#3b6fb6", "#b65a3b", "#3b9a72", "#8a5bb0", "#b08a2e", "#4a7d8c")
PICTURES = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
BRIDGE = '<path d="M4 24 Q18 8 32 24 M4 24 H32 M11 24 V18 M18 24 V16 M25 24 V18"/>'
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
    files = "".join(map(_file, said.files)) if isinstance(said, Message) else ""
    return (
        f'<article class="{"whisper" if only else ""}{writing}">{_face(who, app)}<div class="said">{only}'
        f'<div class="who"><b>{escape(who)}</b>{badge}<time>{_clock(said.at)}</time></div>'
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


def _face(who: str, app: bool) -> str:
    if app:
        return f'<div class="face app"><svg viewBox="0 0 36 36">{BRIDGE}</svg></div>'
    colour = FACES[hashlib.sha256(who.encode()).digest()[0] % len(FACES)]
    return f'<div class="face" style="background:{colour}">{escape(who[:1].upper())}</div>'


def _file(file: Upload) -> str:
    name, kind = escape(file.title or file.name), PICTURES.get(file.name.rpartition(".")[2].lower())
    if kind and file.content:
        data = base64.b64encode(file.content).decode()
        return f'<div class="file"><span>{name}</span><img src="data:{kind};base64,{data}"></div>'
    size = f"{len(file.content or b'') / 1000:.1f} kB"
    return f'<div class="file card"><i></i><div><b>{name}</b><span>{size}</span></div></div>'


def _clock(at: float) -> str:
    minutes = int(at // 60) % 1440
    return f"{(minutes // 60 - 1) % 12 + 1}:{minutes % 60:02d} {'AM' if minutes < 720 else 'PM'}"
