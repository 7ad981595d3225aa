"""What people call a Thread, and its tags: the whole conversation's, until that is forgotten."""

from dataclasses import replace

from bridge.events import Opened, Titled
from bridge.protocols import Store
from bridge.types import ConversationId, Which
from tests.storage.ledgers import ELSEWHERE, HERE, accepted, question


async def test_a_persons_title_goes_before_the_backends(store: Store) -> None:
    """Also when that gives another one later."""
    turn = await accepted(store, question())
    assert await store.title(HERE) == ""
    await store.record(turn.id, Opened(ConversationId("c1")))
    await store.record(turn.id, Titled("Theirs"))
    assert await store.title(HERE) == "Theirs"
    await store.call(HERE, "Mine")
    await store.record(turn.id, Titled("Theirs again"))
    assert await store.title(HERE) == "Mine"
    assert [one.record.title for one in await store.sheets(Which())] == ["Mine"]
    assert [one.title for one in await store.talks()] == ["Mine"]
    await store.call(HERE, "")
    assert await store.title(HERE) == "Theirs again"


async def test_tags_are_kept_with_the_question(store: Store) -> None:
    """Unless a program asked it, for which a # is something else; each once."""
    await accepted(store, question(text="How? #infra #k8s"))
    await accepted(store, question("2", ELSEWHERE, "How? #infra"), held=True)
    await store.tag(HERE, ["infra", "mango"], ["k8s"])
    assert await store.tags(HERE) == ["infra", "mango"]
    assert await store.tags(ELSEWHERE) == []
    assert [one.record.tags for one in await store.sheets(Which())] == [("infra", "mango"), ()]


async def test_both_belong_to_all_threads_of_a_conversation(store: Store) -> None:
    """And are forgotten with it."""
    await accepted(store, question())
    other = replace(HERE, platform="discord")
    assert await store.join(other, HERE)
    await store.call(other, "Mine")
    await store.tag(other, ["infra"])
    assert (await store.title(HERE), await store.tags(HERE)) == ("Mine", ["infra"])
    await store.erase(HERE)
    assert (await store.title(other), await store.tags(other), await store.title(HERE)) == ("", [], "")
