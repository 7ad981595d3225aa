"""A thread of a channel as a page that looks like a chat program, and like none in particular. Pure."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from tests.standins.slack.screen.blocks import drawn
from tests.standins.slack.screen.prose import Name, markdown, mrkdwn
from tests.standins.slack.state import Ephemeral, Message, Upload

STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
FACES = ("#3b6fb6", "#b65a3b", "#3b9a72", "#8a5bb0", "#b08a2e", "#4a7d8c")
PICTURES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
}

Look = Literal["light", "dark"]


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


def page(shot: Shot) -> str:
    messages = [_message(one, shot) for one in shot.said]
    if shot.thread and len(messages) > 1:
        count = len(messages) - 1
        messages.insert(
            1, f'<div class="replies"><span>{count} {"reply" if count == 1 else "replies"}</span></div>'
        )
    title = (
        f"<b>Thread</b> <span># {escape(shot.channel)}</span>"
        if shot.thread
        else f"<b># {escape(shot.channel)}</b>"
    )
    status = f'<div class="status"><i></i><i></i><i></i>{escape(shot.status)}</div>' if shot.status else ""
    return (
        f'<!doctype html><html lang="en" class="{shot.look}"><meta charset="utf-8"><style>{STYLE}</style>'
        f"<body><main><header>{title}</header>{''.join(messages)}{status}"
        f"<footer><div>{'Reply…' if shot.thread else f'Message #{escape(shot.channel)}'}</div></footer>"
        "</main></body></html>"
    )


def _message(said: Message | Ephemeral, shot: Shot) -> str:
    app = said.user == shot.bot or isinstance(said, Ephemeral)
    who = shot.name(shot.bot if app else said.user)
    badge = '<span class="badge">APP</span>' if app else ""
    only = '<div class="only">Only visible to you</div>' if isinstance(said, Ephemeral) else ""
    writing = " writing" if isinstance(said, Message) and said.streaming else ""
    edited = (
        ' <span class="edited">(edited)</span>' if isinstance(said, Message) and said.edited_ts and not app else ""
    )
    files = "".join(map(_file, said.files)) if isinstance(said, Message) else ""
    return (
        f'<article class="{"whisper" if only else ""}{writing}">{_face(who, app)}<div class="said">{only}'
        f'<div class="who"><b>{escape(who)}</b>{badge}<time>{_clock(said.at)}</time></div>'
        f"{_body(said, shot)}{edited}{files}</div></article>"
    )


def _body(said: Message | Ephemeral, shot: Shot) -> str:
    stream = said.stream.blocks if isinstance(said, Message) and said.stream else []
    blocks = drawn([*stream, *said.blocks], shot.name)
    if any(one["type"] not in ("actions", "context", "context_actions") for one in said.blocks):
        return blocks
    text = markdown(said.markdown_text) if said.markdown_text else mrkdwn(said.text, shot.name)
    return text + blocks


def _face(who: str, app: bool) -> str:
    colour = FACES[hashlib.sha256(who.encode()).digest()[0] % len(FACES)]
    if app:
        bridge = '<path d="M4 24 Q18 8 32 24 M4 24 H32 M11 24 V18 M18 24 V16 M25 24 V18"/>'
        return f'<div class="face app"><svg viewBox="0 0 36 36">{bridge}</svg></div>'
    return f'<div class="face" style="background:{colour}">{escape(who[:1].upper())}</div>'


def _file(file: Upload) -> str:
    kind = PICTURES.get(file.name.rpartition(".")[2].lower())
    if kind and file.content:
        data = base64.b64encode(file.content).decode()
        return f'<div class="file"><span>{escape(file.name)}</span><img src="data:{kind};base64,{data}"></div>'
    name, size = escape(file.title or file.name), f"{len(file.content or b'') / 1000:.1f} kB"
    return f'<div class="file card"><i></i><div><b>{name}</b><span>{size}</span></div></div>'


def _clock(at: float) -> str:
    minutes = int(at // 60) % 1440
    return f"{(minutes // 60 - 1) % 12 + 1}:{minutes % 60:02d} {'AM' if minutes < 720 else 'PM'}"
