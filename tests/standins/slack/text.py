"""Text as Slack holds it: escaped, with links and mentions in angle brackets, and as rich_text blocks.

Source: docs.slack.dev "Formatting message text" (escape exactly `&`, `<`, `>`), chat.postMessage on `parse`
(URLs become links unless it is "none").
"""

import re

from .payloads import Payload

# What may stand between < and > in text that an app sends; anything else is plain text.
CONTROL = re.compile(r"<(?:[@#!][^<>\s][^<>]*|(?:https?://|mailto:|tel:)[^<>\s|]+(?:\|[^<>]*)?)>")
ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
URL = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?()\[\]'\"*_~`]")
FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
INLINE = re.compile(r"<@(?P<user>[UW][A-Z0-9]+)>|<(?P<url>https?://[^>|]+)(?:\|(?P<label>[^>]*))?>")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def link(text: str) -> str:
    """URLs outside of existing links and mentions, put in angle brackets."""
    held, end = [], 0
    for control in CONTROL.finditer(text):
        held += [URL.sub(r"<\g<0>>", text[end : control.start()]), control[0]]
        end = control.end()
    return "".join([*held, URL.sub(r"<\g<0>>", text[end:])])


def typed(text: str) -> str:
    """What a person typed, as it comes in an event."""
    return link(escape(text))


def sent(text: str, parse: str | None) -> str:
    """What an app sent as `text`, as Slack then holds it: control sequences live, the rest is escaped."""
    held, end = [], 0
    for control in CONTROL.finditer(text):
        held += [_plain(text[end : control.start()]), control[0]]
        end = control.end()
    whole = "".join([*held, _plain(text[end:])])
    return whole if parse == "none" else link(whole)


def _plain(text: str) -> str:
    return ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def rich_text(text: str) -> list[Payload]:
    """The blocks Slack's own editor makes of a typed message; code fences are preformatted elements."""
    elements: list[Payload] = []
    for place, piece in enumerate(FENCE.split(text)):
        if place % 2:
            code = [{"type": "text", "text": unescape(piece)}]
            elements.append({"type": "rich_text_preformatted", "elements": code, "border": 0})
        elif piece:
            elements.append({"type": "rich_text_section", "elements": _inline(piece)})
    return [{"type": "rich_text", "elements": elements}]


def _inline(text: str) -> list[Payload]:
    elements: list[Payload] = []
    end = 0
    for found in INLINE.finditer(text):
        elements += _words(text[end : found.start()])
        if found["user"]:
            elements.append({"type": "user", "user_id": found["user"]})
        else:
            label = {"text": unescape(found["label"])} if found["label"] else {}
            elements.append({"type": "link", "url": unescape(found["url"]), **label})
        end = found.end()
    return elements + _words(text[end:])


def _words(text: str) -> list[Payload]:
    return [{"type": "text", "text": unescape(text)}] if text else []
