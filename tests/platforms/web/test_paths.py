"""Threads and channels as addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bridge.types import Channel, Thread
from platforms.web.paths import channel_at, is_ours, of_channel, of_thread, thread_at

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(NAMES, NAMES, NAMES, NAMES)
def test_there_and_back(platform: str, workspace: str, channel: str, thread: str) -> None:
    """Whatever they are called: empty, with a slash, dots alone, and as a browser sends it."""
    one = Thread(platform, workspace, channel, thread)
    path = of_thread(one)
    assert thread_at(path) == one
    assert thread_at(URL(path, encoded=True).raw_path) == one
    assert channel_at(of_channel(one.place)) == one.place


def test_they_can_be_read() -> None:
    assert of_thread(Thread("slack", "T1", "C1", "100.1")) == "/t/slack/T1/C1/100.1"
    assert of_channel(Channel("web", "", "일반")) == "/c/web/~/%EC%9D%BC%EB%B0%98"


@pytest.mark.parametrize("path", ["/t/", "/t/a/b/c", "/t/a/b/c/d/e", "/", ""])
def test_what_is_no_thread(path: str) -> None:
    assert thread_at(path) is None


@pytest.mark.parametrize(
    ("path", "ours"), [("/", True), ("/t/a?b=c#d", True), ("//evil", False), ("/\\evil", False), ("x", False)]
)
def test_what_is_ours(path: str, ours: bool) -> None:
    assert is_ours(path) is ours
