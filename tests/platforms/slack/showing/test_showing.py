"""A question in Slack, and its answer as it grows in the thread.

Over sockets and over signed HTTP; streamed natively, and posted and edited.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bridge.errors import PolicyNotice
from bridge.events import AnsweredBy, Opened, Rewritten, Sent, Status, Text
from bridge.types import Anchor, ConversationId, File, Image
from platforms.showing.split import split
from platforms.slack.outbound import FORM
from platforms.slack.showing.messages import UPLOADS
from tests.fakes import FakeBackend
from tests.platforms.house import Scripts, everywhere, growing
from tests.platforms.slack.house import (
    Way,
    grew,
    house,
    ours,
    quiet,
    read,
    thread_of,
    told,
)
from tests.standins.slack import ApiError, Channel, Dropped, Person, ServerError, StandInSlack


@pytest.fixture(params=[True, False], ids=["streamed", "edited"], autouse=True)
def streaming(request: pytest.FixtureRequest, slack: StandInSlack) -> None:
    """Whether this Slack streams."""
    slack.habits.streaming = request.param


async def test_an_answer_grows_in_the_thread(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Posted once, edited as it grows, whole at the end."""
    steps, gates = growing("The sky ", "is blue ", "because of ", "scattering.")
    async with house(slack, tmp_path, FakeBackend(*steps), way=way) as at:
        ts = await ana.says(general, "why is the sky blue?")
        seen = "The sky "
        for gate, more in zip(gates, ["is blue ", "because of ", "scattering."], strict=True):
            await slack.until(lambda: told(general, ts, slack) == [seen])  # noqa: B023
            gate.set()
            seen += more
        await slack.until(lambda: told(general, ts, slack) == [seen])
        await quiet(slack, at)
    [answer] = ours(general, ts, slack)
    assert grew(answer) == [
        "The sky ",
        "The sky is blue ",
        "The sky is blue because of ",
        "The sky is blue because of scattering.",
    ]
    assert answer.metadata == {"event_type": "threadbridge_part", "event_payload": {"turn": 1, "part": 1}}
    assert slack.lost == []


async def test_a_thread_goes_on_without_a_mention(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """The follow-up is the same Thread and the same conversation."""
    backend = FakeBackend(Opened(ConversationId("c1")), Sent(Anchor("m1")), AnsweredBy("gpt"), Text("Blue."))
    async with house(slack, tmp_path, backend, way=way, rules=everywhere("mention")) as at:
        ts = await ana.says(general, "which colour?", mention=True)
        await slack.until(lambda: told(general, ts, slack) == ["Blue."])
        await quiet(slack, at)
        await ana.says(general, "sure?", thread=ts)
        await slack.until(lambda: told(general, ts, slack) == ["Blue.", "Blue."])
        await quiet(slack, at)
    first, second = backend.asked
    assert first.thread == second.thread == thread_of(slack, general, ts)
    assert (first.conversation, second.conversation) == (None, "c1")
    assert [turn.question.text for turn in backend.asked] == ["which colour?", "sure?"]
    assert first.question.author == ana.id


async def test_two_threads_at_once_are_two_conversations(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Neither waits for the other, and neither gets the other's answer."""
    (one, [open_one]), (two, [open_two]) = growing("one ", "is done"), growing("two ", "is done")
    backend = Scripts(
        {
            "first?": [Opened(ConversationId("c1")), *one],
            "second?": [Opened(ConversationId("c2")), *two],
        }
    )
    async with house(slack, tmp_path, backend) as at:
        first, second = await ana.says(general, "first?"), await ana.says(general, "second?")
        await slack.until(lambda: told(general, first, slack) == ["one "])
        await slack.until(lambda: told(general, second, slack) == ["two "])
        open_two.set()
        await slack.until(lambda: told(general, second, slack) == ["two is done"])
        open_one.set()
        await slack.until(lambda: told(general, first, slack) == ["one is done"])
        await quiet(slack, at)
        threads = [thread_of(slack, general, ts) for ts in (first, second)]
        histories = [await at.store.history(thread) for thread in threads]
    assert [[turn.conversation for turn in history] for history in histories] == [["c1"], ["c2"]]


async def test_a_question_in_the_middle_of_an_answer_waits_its_turn(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Acknowledged at once, asked when the answer before it is at its end."""
    steps, [gate] = growing("first ", "answer")
    backend = Scripts({"one?": steps, "two?": [Text("second answer")]})
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "one?")
        await slack.until(lambda: told(general, ts, slack) == ["first "])
        await ana.says(general, "two?", thread=ts)
        await slack.settled()
        assert [turn.question.text for turn in backend.asked] == ["one?"]
        gate.set()
        await slack.until(lambda: told(general, ts, slack) == ["first answer", "second answer"])
        await quiet(slack, at)
    assert [turn.question.text for turn in backend.asked] == ["one?", "two?"]


async def test_a_long_answer_comes_in_parts_that_lose_nothing(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Prose, Korean, and code over several parts; each inside the limit, in order, joined byte for byte."""
    code = "```python\n" + "".join(f"print({n}, '<&>')\n" for n in range(2000)) + "```\n"
    answer = "한국어 문장입니다. " * 1500 + "\n\n" + code + "\nAnd the end." + " word" * 4000
    pieces = split(answer, FORM.limit, FORM.size)
    slack.habits.limits = False  # a post a second would take half a minute here
    async with house(slack, tmp_path, FakeBackend(Text(answer)), way=way) as at:
        ts = await ana.says(general, "tell me everything")
        await slack.until(lambda: len(ours(general, ts, slack)) == len(pieces) + 1)
        await quiet(slack, at)
    assert len(pieces) > 10
    assert told(general, ts, slack) == [*(piece.text.strip("\n") for piece in pieces), ""]
    [whole] = ours(general, ts, slack)[-1].files
    assert (whole.name[:12], whole.name[-3:], whole.content) == ("한국어-문장입니다-한국", ".md", answer.encode())
    assert "".join(answer[piece.start : piece.end] for piece in pieces) == answer
    assert all(len((m.markdown_text or "").encode()) <= FORM.limit for m in ours(general, ts, slack))
    assert all(told.count("```") % 2 == 0 for told in map(read, ours(general, ts, slack)))


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)


async def test_what_the_model_writes_pings_nobody(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Post and edit: mentions, false link labels and ampersands are plain words, and nothing unfurls."""
    evil = f"<!channel> <!here> <@{ana.id}> <#{general.id}> <https://evil.example|bank.example> & &amp; <3"
    steps, [gate] = growing(evil, " https://example.com and " + evil)
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "be evil")
        await slack.until(lambda: told(general, ts, slack)[0].startswith("<!channel> <!here>"))
        gate.set()
        await quiet(slack, at)
        [answer] = ours(general, ts, slack)
    shown = evil.replace("https://evil.example", "<https://evil.example>").replace("&amp;", "&")
    assert read(answer) == f"{shown} https://example.com and {shown}"
    sent = [text for call in slack.calls for text in texts_in(call.arguments)]
    assert not [text for text in sent if re.search(r"<(?!https?://[^\s<>|]+>)", text)]
    posts, edits = slack.calls_of("chat.postMessage"), slack.calls_of("chat.update")
    assert all(not post.arguments["unfurl_links"] and not post.arguments["unfurl_media"] for post in posts)
    assert {(edit.arguments["parse"], edit.arguments["link_names"]) for edit in edits} == {("none", False)}
    assert (len(posts) == 1) != slack.habits.streaming


async def test_a_status_is_a_placeholder_where_there_is_no_status_line(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Which becomes the answer."""
    slack.fail("assistant.threads.setStatus", ApiError("missing_scope"))
    steps, [gate] = growing("", "Yes.")
    begun = asyncio.Event()
    backend = FakeBackend(begun, Status("searching"), Status("reading"), *steps)
    async with house(slack, tmp_path, backend, rules=everywhere(language="ko")) as at:
        ts = await ana.says(general, "정말?")
        await slack.until(lambda: slack.message(ts).reactions)
        begun.set()
        await slack.until(lambda: told(general, ts, slack) == ["생각하는 중 …"])
        gate.set()
        await quiet(slack, at)
    [answer] = ours(general, ts, slack)
    assert grew(answer) == ["생각하는 중 …", "Yes."]


async def test_a_rewritten_answer_is_edited_and_leaves_nothing_behind(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Three parts shrink to one: the other two are taken away."""
    long = "a sentence of words. " * 1500
    steps, [gate] = growing(long, "")
    backend = FakeBackend(*steps, Rewritten("Short after all."))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "how long?")
        await slack.until(lambda: "".join(told(general, ts, slack)) == long)
        assert len(ours(general, ts, slack)) == 3
        gate.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Short after all."]


@pytest.mark.parametrize("text", ["", "\n \n"])
async def test_an_empty_answer_is_said(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, text: str
) -> None:
    async with house(slack, tmp_path, FakeBackend(Text(text))) as at:
        ts = await ana.says(general, "anything?")
        await slack.until(lambda: told(general, ts, slack))
        await quiet(slack, at)
    assert told(general, ts, slack) == ["(ChatGPT gave an empty answer.)"]


async def test_a_stopped_answer_keeps_what_came(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    steps, _ = growing("Once upon a time", "never comes")
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "a story")
        await slack.until(lambda: told(general, ts, slack) in (["Once upon a "], ["Once upon a time"]))
        assert await at.bridge.stop(thread_of(slack, general, ts))
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    assert told(general, ts, slack) == ["Once upon a time\n\n(stopped)"]
    assert (turn.answer, turn.stopped) == ("Once upon a time", True)


async def test_a_failure_is_told_in_the_channels_language(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    backend = FakeBackend(refuses=PolicyNotice())
    async with house(slack, tmp_path, backend, rules=everywhere(language="ko")) as at:
        ts = await ana.says(general, "hello?")
        await slack.until(lambda: told(general, ts, slack))
        await quiet(slack, at)
    assert told(general, ts, slack) == [PolicyNotice().say("ko")]


async def test_a_failure_in_mid_answer_stands_below_what_came(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """A bug is told as an apology with the turn's id, in a message of its own."""
    async with house(slack, tmp_path, FakeBackend(Text("The beginning"), ZeroDivisionError())) as at:
        ts = await ana.says(general, "hello?")
        await quiet(slack, at)
    apology = "Something went wrong on our side (turn 1). Please ask again."
    assert told(general, ts, slack) == ["The beginning", apology]


MADE = (Text("Look: "), Image("cat.png", b"cat"), Text("a cat"), File("cat.csv", b"1,2"), Image("cat.png", b"cat"))


def uploads(channel: Channel, ts: str, slack: StandInSlack) -> list[list[tuple[str, bytes | None]]]:
    """The files of the app's messages in a thread, message by message."""
    return [[(file.name, file.content) for file in message.files] for message in ours(channel, ts, slack)]


async def test_pictures_and_files_stand_below_the_answer(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Each once, however often it was told, and not again after a restart."""
    async with house(slack, tmp_path, FakeBackend(*MADE)) as at:
        ts = await ana.says(general, "draw")
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
        await at.store.answered(turn.id, turn.answer)
        again = await at.store.next(turn.thread)
    assert told(general, ts, slack) == ["Look: a cat", "", ""]
    assert uploads(general, ts, slack) == [[], [("cat.png", b"cat")], [("cat.csv", b"1,2")]]
    assert again is None or again.files


async def test_a_file_whose_upload_got_no_reply_is_not_uploaded_again(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It is looked for in the thread first; one that is not there goes up once more."""
    slack.fail("files.completeUploadExternal", Dropped())
    slack.fail("files.completeUploadExternal", Dropped(written=False))
    async with house(slack, tmp_path, FakeBackend(*MADE)) as at:
        ts = await ana.says(general, "draw")
        await quiet(slack, at)
    assert uploads(general, ts, slack) == [[], [("cat.png", b"cat")], [("cat.csv", b"1,2")]]


async def test_a_file_that_never_gets_through_does_not_keep_the_thread(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Tried for some minutes while all else is taken; then that is said, and the next question is asked."""
    slack.fail("files.completeUploadExternal", ServerError(503), times=UPLOADS)
    backend = Scripts({"draw": MADE[:2], "and now?": [Text("No more.")]})
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "draw")
        await ana.says(general, "and now?", thread=ts)
        await quiet(slack, at)
    answer, said, after = told(general, ts, slack)
    assert (answer, after) == ("Look: ", "No more.")
    assert "cat.png" in said
    assert len(slack.calls_of("files.completeUploadExternal")) == UPLOADS


async def test_what_slack_does_not_take_is_said_in_its_place(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The app may lack files:write; the answer is there all the same."""
    slack.fail("files.getUploadURLExternal", ApiError("missing_scope", {"needed": "files:write"}))
    async with house(slack, tmp_path, FakeBackend(*MADE)) as at:
        ts = await ana.says(general, "draw")
        await quiet(slack, at)
    missing = "(cat.png belongs to this answer, but could not be put here.)"
    assert told(general, ts, slack) == ["Look: a cat", missing, ""]


async def test_the_owner_gets_a_private_message(slack: StandInSlack, ana: Person, tmp_path: Path) -> None:
    """With the picture; nobody else sees it."""
    picture = tmp_path / "screenshot.png"
    picture.write_bytes(b"png")
    async with house(slack, tmp_path, FakeBackend(), owners=(ana.id,)) as at:
        await at.platform.tell_owner("Sign in <now>.", picture)
    direct = slack.workspace.im([ana.id])
    assert [message.text for message in direct.messages] == ["Sign in &lt;now&gt;.", ""]
    assert [file.content for file in direct.messages[1].files] == [b"png"]


async def test_the_model_is_named_where_one_was_asked_for(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """In a small line below the answer, which is no part of it."""
    backend = FakeBackend(AnsweredBy("gpt-5-mini"), Text("Blue."))
    for model, expected in (("", ["Blue."]), ("gpt-5", ["Blue.\n\n(gpt-5-mini answered.)"])):
        async with house(slack, tmp_path, backend, rules=everywhere(model=model)) as at:
            ts = await ana.says(general, "which colour?")
            await quiet(slack, at)
            [turn] = await at.store.history(thread_of(slack, general, ts))
        assert told(general, ts, slack) == expected
        assert turn.answer == "Blue."
