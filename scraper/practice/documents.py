"""The documents of the site, filled in for the tab that asks: its language, its states, its scripts' settings."""

import mimetypes
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template
from typing import Literal, TypeAlias

from aiohttp import web

from scraper.practice.json import dumps
from scraper.practice.settings import Settings
from scraper.practice.tab import HEADER, Tab, wanted

Folder: TypeAlias = Literal["page", "classic"]  # generation B, and A2

LOCALE = {"en": "en-US", "ko": "ko-KR"}
WEAK_CHALLENGE = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js" async></script>\n'
TEXTS = {
    "en": {
        "ask": "Ask ChatGPT",
        "guest_ask": "Chat with ChatGPT",
        "guest_send": "Send message",
        "log_in": "Log in",
        "sign_up": "Sign up for free",
        "guest_note": "Log in to keep your chats.",
        "check_title": "Just a moment...",
        "check_note": "Please confirm that you are a person.",
        "welcome": "Welcome back",
        "choose_account": "Choose an account to continue.",
        "maintenance": "We'll be back soon.",
        "capacity": "ChatGPT is at capacity right now",
        "look_again": "Please look in again in a few minutes.",
    },
    "ko": {
        "ask": "ChatGPT에게 물어보세요",
        "guest_ask": "ChatGPT와 채팅",
        "guest_send": "메시지 보내기",
        "log_in": "로그인",
        "sign_up": "무료로 회원 가입",
        "guest_note": "로그인하면 채팅이 보관됩니다.",
        "check_title": "잠시만 기다리십시오…",
        "check_note": "사람인지 확인이 필요합니다.",
        "welcome": "다시 오신 것을 환영합니다",
        "choose_account": "계속하려면 계정을 선택하세요.",
        "maintenance": "곧 돌아오겠습니다.",
        "capacity": "지금 ChatGPT 이용자가 너무 많습니다",
        "look_again": "몇 분 뒤에 다시 확인해 주세요.",
    },
}


def seen_by(settings: Settings, request: web.Request) -> Tab:
    """The site as the tab sees it that sends this request; ValueError for a state that there is not."""
    return settings.tab().seen_with(wanted(request.query, request.headers.get(HEADER)))


def document(
    settings: Settings, tab: Tab, name: str, folder: Folder = "page", *, stub: bool = False, why: str = ""
) -> web.Response:
    words = {key: escape(text) for key, text in TEXTS[tab.language].items()}
    text = Template(_read(folder, name)).substitute(
        words,
        lang=LOCALE[tab.language],
        bootstrap=dumps(settings.bootstrap(tab)).decode().replace("<", "\\u003c"),
        stub=Template(_read("page", "stub.html")).substitute(words) if stub else "",
        closed=words.get(why, ""),
    )
    if "weak_challenge" in tab.states:
        text = text.replace("</head>", f"{WEAK_CHALLENGE}</head>")
    return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})


def human_check(settings: Settings, tab: Tab) -> web.Response:
    response = document(settings, tab, "challenge.html")
    response.set_status(403)
    response.headers["cf-mitigated"] = "challenge"
    return response


def closed(settings: Settings, tab: Tab, why: str) -> web.Response:
    """The site takes nobody in; ``why`` is the state that says so."""
    response = document(settings, tab, "closed.html", why=why)
    response.set_status(503)
    return response


def asset(folder: Folder, name: str) -> web.Response:
    """A script or a style of that folder."""
    found = _file(folder, name)
    if "/" in name or name.endswith(".html") or not found.is_file():
        raise web.HTTPNotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return web.Response(body=found.read_bytes(), content_type=kind, charset="utf-8")


def _read(folder: Folder, name: str) -> str:
    return _file(folder, name).read_text("utf-8")


def _file(folder: Folder, name: str) -> Traversable:
    return files("scraper.practice") / folder / name
