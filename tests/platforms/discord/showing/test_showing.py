"""A question on Discord, and its answer as it grows in the thread."""

import asyncio
from pathlib import Path

import pytest

from bridge.errors import PolicyNotice
from bridge.events import Opened, Rewritten, Sent, Status, Text
from bridge.types import Anchor, ConversationId, File, Image, Thread
from platforms.discord.connection.client import SILENT
from platforms.discord.outbound import FORM
from platforms.discord.render import rendered
from platforms.showing.split import split
from tests.fakes import FakeBackend
from tests.platforms.discord.house import Server, answered, house
from tests.platforms.house import Scripts, everywhere, growing

TAKEN_BY_DISCORD = 2_000


async def test_an_answer_grows_in_the_thread(at: Server, tmp_path: Path) -> None:
    """The thread is made from the question; posted once, edited as it grows, whole at the end."""
    steps, gates = growing("The sky ", "is blue ", "because of ", "Rayleigh scattering.")
    async with house(at, tmp_path, FakeBackend(*steps)) as inside:
        asked = await at.ana.send(at.general, "why is the sky blue?\n(really)")
        seen = "The sky "
        for gate, more in zip(gates, ["is blue ", "because of ", "Rayleigh scattering."], strict=True):
            await at.until(lambda: at.told(asked) == [seen])  # noqa: B023
            gate.set()
            seen += more
        await answered(at, inside, asked, seen)
    [thread] = at.general.threads
    assert (thread.id, thread.name) == (asked.id, "why is the sky blue?")
    assert at.written == [
        "The sky ",
        "The sky is blue ",
        "The sky is blue because of ",
        "The sky is blue because of Rayleigh scattering.",
    ]
    assert len(at.posts) == 1


async def test_a_thread_goes_on_without_a_mention(at: Server, tmp_path: Path) -> None:
    """The follow-up is the same Thread and the same conversation, and no second thread is made."""
    backend = FakeBackend(Opened(ConversationId("c1")), Sent(Anchor("m1")), Text("Blue."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        asked = await at.ana.send(at.general, f"<@{at.us}> which colour?")
        await answered(at, inside, asked, "Blue.")
        await at.ana.send(at.general.threads[0], "sure?")
        await answered(at, inside, asked, "Blue.", "Blue.")
    first, second = backend.asked
    assert first.thread == second.thread == at.thread(asked)
    assert (first.conversation, second.conversation) == (None, "c1")
    assert [turn.question.text for turn in backend.asked] == ["which colour?", "sure?"]
    assert first.question.author == str(at.ana.id)
    assert len(at.calls("POST", "*/threads")) == 1


async def test_two_threads_at_once_are_two_conversations(at: Server, tmp_path: Path) -> None:
    """Neither waits for the other, and neither gets the other's answer."""
    (one, [open_one]), (two, [open_two]) = growing("one ", "is done"), growing("two ", "is done")
    backend = Scripts(
        {"first?": [Opened(ConversationId("c1")), *one], "second?": [Opened(ConversationId("c2")), *two]}
    )
    async with house(at, tmp_path, backend) as inside:
        first, second = await at.ana.send(at.general, "first?"), await at.ana.send(at.general, "second?")
        await at.until(lambda: (at.told(first), at.told(second)) == (["one "], ["two "]))
        open_two.set()
        await at.until(lambda: at.told(second) == ["two is done"])
        assert at.told(first) == ["one "]
        open_one.set()
        await answered(at, inside, first, "one is done")
        histories = [await inside.store.history(at.thread(asked)) for asked in (first, second)]
    assert [[turn.conversation for turn in history] for history in histories] == [["c1"], ["c2"]]


async def test_a_question_in_the_middle_of_an_answer_waits_its_turn(at: Server, tmp_path: Path) -> None:
    """Heard at once, asked when the answer before it is at its end."""
    steps, [gate] = growing("first ", "answer")
    backend = Scripts({"one?": steps, "two?": [Text("second answer")]})
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "one?")
        await at.until(lambda: at.told(asked) == ["first "])
        await at.ana.send(at.general.threads[0], "two?")
        gate.set()
        await answered(at, inside, asked, "first answer", "second answer")


async def test_a_direct_message_channel_is_one_thread(at: Server, tmp_path: Path) -> None:
    """No mention is needed, and no thread is made."""
    backend = FakeBackend(Text("Hi."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        await at.ana.send_dm("hello")
        dm = at.ana.user.dm_channel
        await answered(at, inside, dm, "Hi.")
        await at.ana.send_dm("again")
        await answered(at, inside, dm, "Hi.", "Hi.")
    assert {turn.thread for turn in backend.asked} == {Thread("discord", "", str(dm.id), str(dm.id))}
    assert at.calls("POST", "*/threads") == []


async def test_a_post_in_a_forum_is_a_thread_already(at: Server, tmp_path: Path) -> None:
    backend = FakeBackend(Text("Yes."))
    forum = at.guild.create_forum_channel("help")
    async with house(at, tmp_path, backend) as inside:
        post = at.forum_post(forum, "Is this a question?", "I wonder.")
        await answered(at, inside, post, "Yes.")
    [turn] = backend.asked
    assert turn.thread == Thread("discord", str(at.guild.id), str(forum.id), str(post.id))
    assert at.calls("POST", "*/threads") == []


async def test_a_long_answer_comes_in_parts_that_lose_nothing(at: Server, tmp_path: Path) -> None:
    """Prose, Korean, emoji, and code over several parts; each inside the limit, in order, fences closed."""
    code = "```python\n" + "".join(f"print({n}, '<&>')\n" for n in range(500)) + "```\n"
    answer = "한국어 문장입니다. " * 400 + "\n\n" + code + "\nAnd the end. " + "😀 word " * 600
    pieces = split(answer, FORM.limit, FORM.size)
    async with house(at, tmp_path, FakeBackend(Text(answer))) as inside:
        asked = await at.ana.send(at.general, "tell me everything")
        await at.until(lambda: len(at.ours(asked)) == len(pieces) + 1)
        await inside.bridge.idle()
    assert len(pieces) > 10
    assert at.told(asked) == [*(rendered(piece.text) for piece in pieces), ""]
    assert "".join(answer[piece.start : piece.end] for piece in pieces) == answer
    assert all(FORM.size(text) <= TAKEN_BY_DISCORD and text.count("```") % 2 == 0 for text in at.told(asked))
    [whole] = at.ours(asked)[-1].attachments
    assert whole.filename.endswith(".md")
    assert whole.size == len(answer.encode())


async def test_what_the_model_writes_pings_nobody(at: Server, tmp_path: Path) -> None:
    """Post and edit, each by itself; nor does it look as if, and no link is unfurled."""
    evil = f"@everyone @here <@{at.ana.id}> <@&1> https://example.com"
    said = f"\\@everyone \\@here \\<@{at.ana.id}> \\<@&1> https://example.com"
    steps, [gate] = growing(evil, " " + evil)
    async with house(at, tmp_path, FakeBackend(*steps)) as inside:
        asked = await at.ana.send(at.general, "be evil")
        await at.until(lambda: at.told(asked) == [said])
        gate.set()
        await answered(at, inside, asked, f"{said} {said}")
        assert inside.platform.bot.client.allowed_mentions is SILENT
    written = [*at.posts, *at.edits]
    assert [one["allowed_mentions"]["parse"] for one in written] == [[]] * 3
    assert [one.flags.suppress_embeds for one in at.ours(asked)] == [True]


async def test_a_post_can_be_made_twice_without_harm(at: Server, tmp_path: Path) -> None:
    """By its nonce, which is another one for each part of each question."""
    async with house(at, tmp_path, FakeBackend(Text("word " * 500))) as inside:
        for text in ("one?", "two?"):
            asked = await at.ana.send(at.general, text)
            await at.until(lambda: len(at.ours(asked)) == 2)  # noqa: B023
        await inside.bridge.idle()
    nonces = [post["nonce"] for post in at.posts]
    assert len(set(nonces)) == 4
    assert all(len(nonce) <= 25 for nonce in nonces)
    assert all(post["enforce_nonce"] for post in at.posts)


async def test_typing_is_shown_until_something_is_written(at: Server, tmp_path: Path) -> None:
    """In the thread, which is there before there is a word."""
    steps, [gate, rest] = growing("", "Ye", "s.")
    async with house(at, tmp_path, FakeBackend(*steps)) as inside:
        asked = await at.ana.send(at.general, "hello?")
        await at.until(lambda: at.calls("POST", f"/channels/{asked.id}/typing"))
        assert at.told(asked) == []
        gate.set()
        await at.until(lambda: at.told(asked) == ["Ye"])
        assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("typing")]
        rest.set()
        await answered(at, inside, asked, "Yes.")


async def test_a_status_is_a_placeholder_that_becomes_the_answer(at: Server, tmp_path: Path) -> None:
    steps, [gate] = growing("", "Yes.")
    backend = FakeBackend(Status("searching"), *steps)
    async with house(at, tmp_path, backend, rules=everywhere(language="ko")) as inside:
        asked = await at.ana.send(at.general, "정말?")
        await at.until(lambda: at.told(asked) == ["생각하는 중 …"])
        gate.set()
        await answered(at, inside, asked, "Yes.")
    assert at.written == ["생각하는 중 …", "Yes."]


async def test_a_rewritten_answer_is_edited_and_leaves_nothing_behind(at: Server, tmp_path: Path) -> None:
    """Three parts shrink to one: the other two are taken away."""
    steps, [gate] = growing("a sentence of words. " * 250, "")
    async with house(at, tmp_path, FakeBackend(*steps, Rewritten("Short after all."))) as inside:
        asked = await at.ana.send(at.general, "how long?")
        await at.until(lambda: len(at.ours(asked)) == 3)
        gate.set()
        await answered(at, inside, asked, "Short after all.")


@pytest.mark.parametrize("text", ["", "\n \n"])
async def test_an_empty_answer_is_said(at: Server, tmp_path: Path, text: str) -> None:
    async with house(at, tmp_path, FakeBackend(Text(text))) as inside:
        asked = await at.ana.send(at.general, "anything?")
        await answered(at, inside, asked, "(ChatGPT gave an empty answer.)")


async def test_a_part_of_white_space_is_no_message(at: Server, tmp_path: Path) -> None:
    """Discord takes none."""
    async with house(at, tmp_path, FakeBackend(Text("Before." + "\n" * 5000 + "After."))) as inside:
        asked = await at.ana.send(at.general, "space?")
        await at.until(lambda: at.told(asked)[-1].endswith("After."))
        await inside.bridge.idle()
    assert "".join(text.strip() for text in at.told(asked)) == "Before.After."
    assert all(text.strip() for text in at.told(asked))


async def test_a_stopped_answer_keeps_what_came(at: Server, tmp_path: Path) -> None:
    steps, _ = growing("Once upon a time", "never comes")
    async with house(at, tmp_path, FakeBackend(*steps)) as inside:
        asked = await at.ana.send(at.general, "a story")
        await at.until(lambda: at.told(asked) == ["Once upon a time"])
        assert await inside.bridge.stop(at.thread(asked))
        await answered(at, inside, asked, "Once upon a time\n\n(stopped)")


async def test_a_failure_is_told_in_the_channels_language(at: Server, tmp_path: Path) -> None:
    backend = FakeBackend(refuses=PolicyNotice())
    async with house(at, tmp_path, backend, rules=everywhere(language="ko")) as inside:
        asked = await at.ana.send(at.general, "hello?")
        await answered(at, inside, asked, PolicyNotice().say("ko"))


async def test_a_failure_in_mid_answer_stands_below_what_came(at: Server, tmp_path: Path) -> None:
    """A bug is told as an apology with the turn's id, in a message of its own."""
    async with house(at, tmp_path, FakeBackend(Text("The beginning"), ZeroDivisionError())) as inside:
        asked = await at.ana.send(at.general, "hello?")
        apology = "Something went wrong on our side (turn 1). Please ask again."
        await answered(at, inside, asked, "The beginning", apology)


async def test_pictures_and_files_stand_below_the_answer(at: Server, tmp_path: Path) -> None:
    """Each once, however often it was told."""
    cat, table = Image("cat.png", b"cat"), File("cat.csv", b"1,2")
    backend = FakeBackend(Text("Look: "), cat, Text("a cat"), table, cat)
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "draw")
        await answered(at, inside, asked, "Look: a cat", "", "")
    assert [[file.filename for file in one.attachments] for one in at.ours(asked)] == [[], ["cat.png"], ["cat.csv"]]


async def test_the_owner_gets_a_private_message(at: Server, tmp_path: Path) -> None:
    """With the picture; nobody else sees it."""
    picture = tmp_path / "screenshot.png"
    picture.write_bytes(b"png")
    async with house(at, tmp_path, FakeBackend(), owners=(str(at.ana.id),)) as inside:
        await inside.platform.tell_owner("Sign in.", picture)
    [told] = at.direct()
    assert (told.content, [file.filename for file in told.attachments]) == ("Sign in.", ["screenshot.png"])
