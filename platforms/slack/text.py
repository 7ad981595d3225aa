"""Slack's way with text: exactly `&`, `<` and `>` are escaped, and `<…>` is a mention, a link or a command.

Source: docs.slack.dev "Formatting message text" and "Retrieving messages".
"""

import re

_CONTROL = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|\n]+)(?:\|(?P<label>[^<>\n]*))?>")
_SCHEME = re.compile(r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):(?://)?")


def escape(text: str) -> str:
    """Text that pings nobody and links nowhere: `<!channel>`, `<@U…>` and false link labels are plain words."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def size(text: str) -> int:
    """As Slack counts: bytes of the escaped text (seen at gitlab-org/gitlab!258898)."""
    return len(escape(text).encode())


def typed(text: str) -> str:
    """What a person typed, of the text of an event: links and channels as they were written, pasted code whole."""
    return unescape(_CONTROL.sub(_written, text))


def without_mention(text: str, user: str) -> str:
    """The text of an event without the mentions of this user, and without the space they leave."""
    return re.sub(rf"<@{re.escape(user)}(?:\|[^<>]*)?>[ \t]*", "", text).lstrip("\n").rstrip()


def mentions(text: str, user: str) -> bool:
    return re.search(rf"<@{re.escape(user)}[|>]", text) is not None


def _written(control: re.Match[str]) -> str:
    kind, target, label = control["kind"], control["target"], control["label"]
    match kind:
        case "":
            return _link(target, label) or control[0]
        case "#":
            return "#" + (label or target)
        case "@":
            return f"@{label}" if label else control[0]
        case _:
            return label or (control[0] if "^" in target else f"@{target}")


def _link(target: str, label: str | None) -> str:
    scheme = _SCHEME.match(target)
    if scheme is None:
        return ""
    if not label or label == target:
        return target
    if label.rstrip("/") == target[scheme.end() :].rstrip("/"):
        return label  # "example.com" was typed; Slack made a link of it
    return f"[{label}]({target})"
