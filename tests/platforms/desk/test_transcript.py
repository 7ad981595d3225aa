"""A thread as a text that can be asked about."""

from platforms.desk.transcript import Written, transcript


def said(words: str, at: float = 0.0, author: str = "Ana") -> Written:
    return Written(str(at), author, at, words)


def test_a_transcript() -> None:
    """Who said what and when; without what has no words."""
    assert transcript([said("hello"), said(""), said("<b>", 60.0, "Ben")]) == (
        "Ana, 1970-01-01 00:00 UTC:\nhello\n\nBen, 1970-01-01 00:01 UTC:\n<b>"
    )


def test_of_a_long_thread_the_longest_messages_are_cut() -> None:
    """The short ones, which are most of a conversation, stay whole."""
    messages = [said("a" * 900), said("short", 60.0), said("b" * 300, 120.0)]
    told = transcript(messages, most=505)
    assert "short\n" in told
    assert (told.count("a" * 250 + " …"), told.count("b" * 250 + " …")) == (1, 1)
    assert transcript(messages, most=2_000).count("…") == 0
