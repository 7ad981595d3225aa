"""The bytes on the wire can be read however they are cut."""

import codecs
import json
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from scraper.practice.brain import Cut, Message
from scraper.practice.conversation import Conversation
from scraper.practice.generation import Generation
from scraper.practice.message import Stored
from scraper.practice.rules import Rules
from scraper.practice.sse import Deltas, Frame, Log, awkward
from tests.scraper.practice.reader import read


@given(st.text(), st.randoms(use_true_random=False), st.sampled_from([b"\n", b"\r\n"]))
def test_cuts_lose_nothing(text: str, random: Random, newline: bytes) -> None:
    """Joined, the pieces are the event; decoded one by one as well."""
    data = Frame(json.dumps(text, ensure_ascii=False).encode("utf-8", "replace"), "delta").encode(newline)
    pieces = list(awkward(data, random))
    assert b"".join(pieces) == data
    decoder = codecs.getincrementaldecoder("utf-8")()
    assert "".join(decoder.decode(piece) for piece in pieces) == data.decode()


def test_cuts_are_awkward() -> None:
    """Inside a character, and between the two halves of a line end."""
    data = Frame('"한글"'.encode(), "delta").encode(b"\r\n")
    pieces = [piece for seed in range(50) for piece in awkward(data, Random(seed))]
    assert any(piece[0] & 0xC0 == 0x80 for piece in pieces)
    assert any(piece.endswith(b"\r") for piece in pieces)


def test_deltas_leave_out_what_was_said() -> None:
    """The second text is a bare value."""
    deltas = Deltas()
    frames = [
        deltas.add("c", {"id": "1"}),
        deltas.append("/a", "x"),
        deltas.append("/a", "y"),
        deltas.append("/b", "z"),
    ]
    keys = [sorted(json.loads(frame.data)) for frame in frames]
    assert keys == [["c", "o", "p", "v"], ["o", "p", "v"], ["v"], ["o", "p", "v"]]


async def test_every_follower_hears_everything() -> None:
    """Whoever comes late reads from the start."""
    log = Log()
    log.write(Frame(b"1"))
    early = log.follow()
    assert await anext(early) == Frame(b"1")
    log.write(Frame(b"2"))
    log.close()
    assert [frame async for frame in early] == [Frame(b"2")]
    assert [frame async for frame in log.follow()] == [Frame(b"1"), Frame(b"2")]


async def test_the_stream_and_the_store_agree() -> None:
    """Hidden messages first, thoughts and an interim message between, the answer whole at the end."""
    conversation = Conversation()
    conversation.add(Stored("system", hidden=True))
    question = conversation.add(Stored("user", "think: aside: long 700"))
    generation = Generation(conversation, Rules().answer(conversation.history()), question)
    types, messages = read([frame async for frame in generation.log.follow()])
    assert types[:3] == ['"v1"', "resume_conversation_token", "input_message"]
    assert types[-4:] == ["message_marker", "server_ste_metadata", "message_stream_complete", "[DONE]"]
    stored = [m for m in conversation.messages if m.role != "user"]
    assert [m["content"] for m in messages] == [m.json()["content"] for m in stored]
    assert [m["status"] for m in messages] == ["finished_successfully"] * len(stored)
    assert [m["end_turn"] for m in messages] == [None, False, False, False, True]
    assert len(conversation.answers[-1]) == 700


async def test_the_answer_goes_on_without_a_listener() -> None:
    """Nobody reads the log; the conversation gets the whole text."""
    conversation = Conversation()
    question = conversation.add(Stored("user", "broken: say: abcdefghijklmnopqrstuvwxyz"))
    generation = Generation(conversation, Rules().answer(conversation.history()), question)
    frames = [frame async for frame in generation.log.follow()]
    assert any(isinstance(frame, Cut) for frame in frames)
    assert conversation.answers == ["abcdefghijklmnopqrstuvwxyz"]
    assert conversation.history() == [
        Message("user", "broken: say: abcdefghijklmnopqrstuvwxyz"),
        Message("assistant", "abcdefghijklmnopqrstuvwxyz"),
    ]
    assert not conversation.generating
