"""A channel or a thread as a page that looks like a chat program, and like none in particular. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from bridge.types import Language
from tests.standins.discord.payloads import Payload
from tests.standins.discord.screen.prose import Name, inline, shown
from tests.standins.discord.state import Flag, Message
from tests.standins.screen.parts import clock, face, file

STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
STYLES = {1: "primary", 2: "grey", 3: "success", 4: "danger", 5: "grey"}

Look = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The words around what was said."""

    typing: str
    only: str
    app: str
    thinks: str
    message: str


FRAMES: dict[Language, Frame] = {
    "en": Frame("{} is typing…", "Only you can see this", "APP", "{} is thinking…", "Message"),
    "ko": Frame("{} 님이 입력하고 있어요…", "나만 볼 수 있어요", "앱", "{} 생각 중…", "메시지 보내기"),
}


@dataclass(frozen=True, slots=True)
class Shot:
    """What is to be seen."""

    channel: str
    said: Sequence[Message]
    bot: int
    """The app's user id."""
    name: Name
    typing: bool = False
    look: Look = "light"
    thread: str = ""
    """Its name; empty: the channel itself."""
    language: Language = "en"

    @property
    def frame(self) -> Frame:
        return FRAMES[self.language]


def page(shot: Shot) -> str:
    us, frame = shot.name(shot.bot), shot.frame
    messages = "".join(_message(one, shot) for one in shot.said)
    typing = (
        f'<div class="typing"><i></i><i></i><i></i>{escape(frame.typing.format(us))}</div>' if shot.typing else ""
    )
    place = f"# {escape(shot.channel)}" + (" ›" if shot.thread else "")
    title = f"<span>{place}</span> <b>{escape(shot.thread)}</b>" if shot.thread else f"<b>{place}</b>"
    return (
        f'<!doctype html><html lang="{shot.language}" class="{shot.look}"><meta charset="utf-8">'
        f"<style>{STYLE}</style><body><main><header>{title}</header>"
        f"{messages}<footer><div>{frame.message}</div>{typing}</footer></main></body></html>"
    )


def _message(said: Message, shot: Shot) -> str:
    app, whisper = said.author.id == shot.bot, said.only_for is not None
    who = shot.name(said.author.id)
    badge = f'<span class="badge">{shot.frame.app}</span>' if app else ""
    only = f'<div class="only">{shot.frame.only}</div>' if whisper else ""
    files = "".join(file(one.name, one.content) for one in said.attachments)
    kind = "whisper" if whisper else ""
    return (
        f'<article class="{kind}">{face(who, app=app)}<div class="said">{_before(said, shot)}'
        f'<div class="who"><b>{escape(who)}</b>{badge}<time>{clock(said.at)}</time></div>'
        f"{_body(said, shot)}{files}{rows(said.components)}{only}</div></article>"
    )


def _before(said: Message, shot: Shot) -> str:
    """What it answers: a message, or what somebody did."""
    if said.interaction is not None:
        return f'<div class="answers">{escape(shot.name(int(said.interaction["user"]["id"])))}</div>'
    if said.reference is None:
        return ""
    found = said.channel.find(int(said.reference["message_id"]))
    if found is None:
        return ""
    return f'<div class="answers">{escape(shot.name(found.author.id))} {inline(found.content, shot.name)}</div>'


def _body(said: Message, shot: Shot) -> str:
    if said.flags & Flag.LOADING:
        return f'<div class="prose soft">{escape(shot.frame.thinks.format(shot.name(shot.bot)))}</div>'
    return shown(said.content, shot.name) if said.content else ""


def rows(components: Sequence[Payload]) -> str:
    """Buttons and menus; a kind that is not known here is an error: it would be missing in the pictures."""
    drawn = {2: _button, 3: _menu}
    inner = ["".join(drawn[one["type"]](one) for one in row["components"]) for row in components]
    return "".join(f'<div class="row">{row}</div>' for row in inner)


def _button(one: Payload) -> str:
    away = ' <span class="away">↗</span>' if one.get("url") else ""
    grey = " off" if one.get("disabled") else ""
    return f'<span class="button {STYLES[one["style"]]}{grey}">{escape(one["label"])}{away}</span>'


def _menu(one: Payload) -> str:
    chosen = [option["label"] for option in one["options"] if option.get("default")]
    return f'<span class="select">{escape((chosen or [one.get("placeholder", "")])[0])}<i></i></span>'
