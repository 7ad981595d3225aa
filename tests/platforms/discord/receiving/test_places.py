"""Where it answers: announcements, forums, threads of others, archived ones, replies; and where it can't."""

from pathlib import Path

from bridge.events import Text
from tests.fakes import FakeBackend
from tests.platforms.discord.house import Server, answered, house
from tests.platforms.house import everywhere


async def test_in_an_announcement_channel(at: Server, tmp_path: Path) -> None:
    """As in any other: a thread is made from the message."""
    news, backend = at.guild.create_news_channel("news"), FakeBackend(Text("Yes."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        asked = await at.ana.send(news, f"<@{at.us}> what is new?")
        await answered(at, inside, asked, "Yes.")
    assert [turn.thread.channel for turn in backend.asked] == [str(news.id)]


async def test_in_a_forum(at: Server, tmp_path: Path) -> None:
    """The title asks along with the first message, if that mentions us; what comes behind it needs no mention."""
    forum, backend = at.guild.create_forum_channel("questions"), FakeBackend(Text("Yes."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        theirs = at.forum_post(forum, "Lunch?", "Pizza.")
        await at.ana.send(theirs, "and ice cream")
        post = at.forum_post(forum, "Why is the sky blue?", f"<@{at.us}> I wonder.")
        await answered(at, inside, post, "Yes.")
        await at.ana.send(post, "and at dusk?")
        await answered(at, inside, post, "Yes.", "Yes.")
    assert [turn.question.text for turn in backend.asked] == ["Why is the sky blue?\n\nI wonder.", "and at dusk?"]
    assert {turn.thread.channel for turn in backend.asked} == {str(forum.id)}
    assert {turn.thread.thread for turn in backend.asked} == {str(post.id)}


async def test_a_reply_to_our_own_message_needs_no_mention(at: Server, tmp_path: Path) -> None:
    """In a thread that is not ours, too; a reply to somebody else is theirs."""
    backend = FakeBackend(Text("Yes."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        theirs = at.thread_by_hand(await at.ana.send(at.general, "lunch?"), "lunch")
        at.env.backend.create_message(theirs.id, at.us, "Hello.")
        [ours] = at.ours(theirs)
        pizza = await at.ana.send(theirs, "pizza")
        await at.ana.send(theirs, "and ice cream", reply_to=pizza)
        await at.ana.send(theirs, "what is in a pizza?", reply_to=ours)
        await at.until(lambda: at.told(theirs) == ["Hello.", "Yes."])
        await inside.bridge.idle()
    assert [turn.question.text for turn in backend.asked] == ["what is in a pizza?"]


async def test_an_archived_thread_is_taken_up_again(at: Server, tmp_path: Path) -> None:
    """Whoever writes in it wakes it up; after a restart discord.py has never heard of it."""
    backend = FakeBackend(Text("Yes."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        asked = await at.ana.send(at.general, f"<@{at.us}> one?")
        await answered(at, inside, asked, "Yes.")
    [thread] = at.general.threads
    at.env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        await at.ana.send(thread, "two?")
        await answered(at, inside, asked, "Yes.", "Yes.")
    assert {turn.thread for turn in backend.asked} == {at.thread(asked)}


async def test_beside_a_voice_channel_it_says_no(at: Server, tmp_path: Path) -> None:
    """Once, to whoever means us; to nobody where it is off, or where nobody asked."""
    voice, backend = at.guild.create_voice_channel("voice"), FakeBackend(Text("Yes."))
    no = "There are no threads beside a voice channel, so I can't answer here. Ask me in a text channel."
    async with house(at, tmp_path, backend) as inside:
        await at.ana.send(voice, "hello")
        asked = await at.ana.send(voice, f"<@{at.us}> hello?")
        at.redeliver(asked)
        await answered(at, inside, voice, no)
        await inside.platform.errands.idle()
    async with house(at, tmp_path, backend, rules=everywhere("off")) as inside:
        await at.ana.send(voice, f"<@{at.us}> hello?")
        await inside.platform.errands.idle()
    assert at.told(voice) == [no]
    assert backend.asked == []
