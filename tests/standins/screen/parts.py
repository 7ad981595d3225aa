"""Faces, times and files as a page shows them. Pure."""

import base64
import hashlib
from html import escape

FACES = ("#3b6fb6", "#b65a3b", "#3b9a72", "#8a5bb0", "#b08a2e", "#4a7d8c")
PICTURES = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
BRIDGE = '<path d="M4 24 Q18 8 32 24 M4 24 H32 M11 24 V18 M18 24 V16 M25 24 V18"/>'


def face(who: str, *, app: bool) -> str:
    if app:
        return f'<div class="face app"><svg viewBox="0 0 36 36">{BRIDGE}</svg></div>'
    colour = FACES[hashlib.sha256(who.encode()).digest()[0] % len(FACES)]
    return f'<div class="face" style="background:{colour}">{escape(who[:1].upper())}</div>'


def file(title: str, content: bytes) -> str:
    """A picture, or a card."""
    name, kind = escape(title), PICTURES.get(title.rpartition(".")[2].lower())
    if kind and content:
        data = base64.b64encode(content).decode()
        return f'<div class="file"><span>{name}</span><img src="data:{kind};base64,{data}"></div>'
    size = f"{len(content) / 1000:.1f} kB"
    return f'<div class="file card"><i></i><div><b>{name}</b><span>{size}</span></div></div>'


def clock(at: float) -> str:
    minutes = int(at // 60) % 1440
    return f"{(minutes // 60 - 1) % 12 + 1}:{minutes % 60:02d} {'AM' if minutes < 720 else 'PM'}"
