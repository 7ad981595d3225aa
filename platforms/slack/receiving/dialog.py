"""The dialog in which somebody says what they want to know about a message; pure.

Source: docs.slack.dev "Modals", views.open, "view_submission payload", Block Kit: the input block, plain_text_input
(3,000 characters); a title has at most 24.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from bridge.texts import say
from bridge.types import Language, Thread
from platforms.desk.around import Sender
from platforms.desk.shortcuts import Wanted
from platforms.slack.receiving.whispers import words

CALLBACK = "ask_about_this"
BLOCK = ACTION = "words"
MOST = 3_000
EXCERPT = 300
"""Characters of the message that are shown, so that one knows which it is about."""


def dialog(
    thread: Thread, message: str, written: str, language: Language, response_url: str = ""
) -> dict[str, Any]:
    """Empty, below the beginning of the message that it is about.

    It carries along what its submission will not tell: where it was opened, and how whoever opened it is answered.
    """
    excerpt = written if len(written) <= EXCERPT else f"{written[:EXCERPT]} …"
    field = {
        "type": "plain_text_input",
        "action_id": ACTION,
        "multiline": True,
        "max_length": MOST,
        "placeholder": _plain("dialog_hint", language),
    }
    wanted = {"type": "input", "block_id": BLOCK, "optional": True, "label": _plain("dialog_label", language)}
    about = {"channel": thread.channel, "thread": thread.thread, "message": message, "answer": response_url}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": json.dumps(about),
        "title": _plain("dialog_title", language),
        "submit": _plain("dialog_submit", language),
        "close": _plain("dialog_close", language),
        "blocks": [words(excerpt), wanted | {"element": field}],
    }


def submitted(body: Mapping[str, Any], team: str, sender_of: Callable[..., Sender]) -> Wanted | None:
    """What was asked in it; None where it was another one."""
    view = body.get("view") or {}
    if body.get("type") != "view_submission" or view.get("callback_id") != CALLBACK:
        return None
    about = json.loads(view["private_metadata"])
    values = (view.get("state") or {}).get("values") or {}
    text = str((values.get(BLOCK) or {}).get(ACTION, {}).get("value") or "").strip()
    thread = Thread("slack", team, about["channel"], about["thread"])
    sender = sender_of(body["user"]["id"], thread, str(about.get("answer") or ""))
    return Wanted(sender, about["message"], view["id"], text)


def _plain(key: str, language: Language) -> dict[str, Any]:
    return {"type": "plain_text", "text": say(key, language)}
