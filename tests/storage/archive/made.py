"""A small ledger with what an export may come upon."""

from bridge.events import AnsweredBy, Opened, Sent, Titled
from bridge.protocols import Store
from bridge.types import Anchor, Attachment, ConversationId, File, Image, MessageId, Question, Thread, Turn

MANGO = Thread("slack", "T1", "C1", "100.1")
PIE = Thread("discord", "7", "70", "700")
OTHER = Thread("slack", "T1", "C10", "1")
"""In a channel whose name begins like the first one's."""


def asked(thread: Thread, message: str, text: str, **more: object) -> Question:
    return Question(thread, MessageId(message), "ana", text, **more)  # type: ignore[arg-type]


async def said(store: Store, question: Question, answer: str, *events: object) -> Turn:
    turn = await store.accept(question, "fake")
    assert turn is not None
    for event in events:
        await store.record(turn.id, event)  # type: ignore[arg-type]
    if answer:
        await store.answered(turn.id, answer)
        await store.delivered(turn.id)
    return turn


async def fill(store: Store) -> None:
    """Two questions and a picture in Slack, which go on in Discord, and a Thread of its own."""
    opened = (Opened(ConversationId("c1")), Sent(Anchor("a")), AnsweredBy("gpt-x"), Titled("Mango: pie?"))
    picture = Image("pie.png", b"\x89PNG")
    await said(
        store, asked(MANGO, "100.1", "망고 <b>파이</b>?", files=(File("a b.txt", b"hi"),)), "**No**.", *opened
    )
    came = (Attachment("lost.pdf", "F1"),)
    await said(store, asked(MANGO, "100.2", "Draw it", attachments=came), "![x](http://e/x.png)", picture)
    assert await store.join(PIE, MANGO)
    await said(store, asked(PIE, "701", "", action="again"), "Yes.")
    await said(store, asked(OTHER, "1", "What is a monad?\nReally?"), "")
