"""Slack's events to questions: a table."""

from typing import Any

import pytest

from bridge.types import MessageId, Mode, Question, Thread
from platforms.receiving.hearing import Said
from platforms.slack.inbound import said

US, TEAM = "U0US", "T1"
MESSAGE = {
    "type": "message",
    "channel": "C1",
    "channel_type": "channel",
    "user": "U0ANA",
    "ts": "1732300000.000100",
    "text": "why?",
    "team": "T2",  # in a shared channel the author's team is another one
    "client_msg_id": "x",
}


def heard(**changes: Any) -> Said | None:
    event = {key: value for key, value in (MESSAGE | changes).items() if value is not None}
    return said(event, TEAM, US)


def question(text: str = "why?", thread: str = MESSAGE["ts"], message: str = MESSAGE["ts"]) -> Question:
    return Question(Thread("slack", TEAM, "C1", thread), MessageId(message), "U0ANA", text)


def test_a_message() -> None:
    assert heard() == Said(question(), mentioned=False, direct=False, reply=False)


def test_a_reply() -> None:
    """The thread is the root's ts, the message its own."""
    assert heard(ts="2.0", thread_ts="1.0", parent_user_id="U0BEN") == Said(
        question(thread="1.0", message="2.0"), mentioned=False, direct=False, reply=True
    )


def test_a_root_that_has_replies_is_no_reply() -> None:
    root = heard(thread_ts=MESSAGE["ts"])
    assert root is not None
    assert not root.reply


def test_twins_are_the_same_question() -> None:
    """app_mention has no channel_type, and the same ts."""
    message, twin = heard(text=f"<@{US}> why?"), heard(text=f"<@{US}> why?", type="app_mention", channel_type=None)
    assert message == twin == Said(question(), mentioned=True, direct=False, reply=False)


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_subtypes_that_people_speak_with(subtype: str) -> None:
    assert heard(subtype=subtype) == heard()


@pytest.mark.parametrize(
    "subtype",
    [
        "assistant_app_thread",
        "bot_message",
        "channel_archive",
        "channel_join",
        "channel_leave",
        "channel_name",
        "channel_posting_permissions",
        "channel_purpose",
        "channel_topic",
        "channel_unarchive",
        "ekm_access_denied",
        "message_changed",
        "message_deleted",
        "message_replied",
        "something_new",
    ],
)
def test_subtypes_that_are_no_questions(subtype: str) -> None:
    assert heard(subtype=subtype) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B1"},
        {"user": US},
        {"user": None},
        {"ts": None},
        {"text": None},
        {"hidden": True},
        {"edited": {"user": "U0ANA", "ts": "3.0"}},
        {"type": "reaction_added"},
        {"type": None},
    ],
)
def test_events_that_are_no_questions(changes: dict[str, Any]) -> None:
    assert heard(**changes) is None


def test_pasted_code_comes_from_the_text_and_not_from_the_blocks() -> None:
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": []}]}]
    assert heard(text="see\n```\na &lt; b\n```", blocks=blocks) == Said(
        question("see\n```\na < b\n```"), mentioned=False, direct=False, reply=False
    )


def test_a_shared_message_is_quoted() -> None:
    """Below the words that it was shared with; a preview of a page is not."""
    shared = {
        "is_share": True,
        "author_name": "Ben",
        "text": "a &lt; b\nc",
        "files": [{"id": "F1", "name": "a.txt"}],
    }
    preview = {"from_url": "https://example.com", "text": "a page"}
    one = heard(text="what is this?", attachments=[shared, preview])
    assert one is not None
    assert one.question.text == "what is this?\n\n> Ben:\n> a < b\n> c"
    assert [found.source for found in one.question.attachments] == ["F1"]
    alone = heard(text="", attachments=[shared])
    assert alone is not None
    assert alone.question.text == "> Ben:\n> a < b\n> c"


@pytest.mark.parametrize(
    ("mode", "changes", "asks", "follows"),
    [
        ("every", {}, True, False),
        ("mention", {}, False, False),
        ("mention", {"text": f"<@{US}> why?"}, True, False),
        ("mention", {"text": "<@U0BEN> why?"}, False, False),
        ("mention", {"channel_type": "im"}, True, False),
        ("mention", {"channel_type": "mpim"}, False, False),
        ("mention", {"thread_ts": "1.0"}, False, True),
        ("off", {}, False, False),
        ("off", {"text": f"<@{US}> why?"}, False, False),
        ("off", {"channel_type": "im"}, False, False),
        ("off", {"thread_ts": "1.0"}, False, False),
    ],
)
def test_modes(mode: Mode, changes: dict[str, Any], asks: bool, follows: bool) -> None:
    one = heard(**changes)
    assert one is not None
    assert (one.asks(mode), one.follows(mode)) == (asks, follows)
